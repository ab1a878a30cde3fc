import { type EndpointClass, LightApi } from 'nestjs-lightapi';

export async function migrate(database: string, Book: EndpointClass) {
  const migrations = LightApi.create({ database, endpoints: [Book] }).migrations();

  await migrations.up();
  const { pending, differences } = await migrations.check();
  return { pending, differences };
}
