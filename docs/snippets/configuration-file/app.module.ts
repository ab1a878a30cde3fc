import { Module } from '@nestjs/common';
import { LightApiModule } from 'nestjs-lightapi';

@Module({
  imports: [LightApiModule.forConfig('lightapi.yaml', { database: 'sqlite::memory:' })],
})
export class AppModule {}
