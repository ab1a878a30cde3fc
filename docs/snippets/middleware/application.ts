import { CORSMiddleware, Endpoint, Field, LightApiModule, RestEndpoint } from 'nestjs-lightapi';

import { Audit, Maintenance, Switches } from './middlewares.js';

@Endpoint('/books', { middleware: [Audit] })
export class Book extends RestEndpoint {
  @Field() title!: string;
}

export function everywhere(switches: Switches) {
  return LightApiModule.forRoot({
    database: 'sqlite::memory:',
    endpoints: [Book],
    middleware: [CORSMiddleware, Maintenance],
    providers: [Audit, { provide: Switches, useValue: switches }],
  });
}

export function asModule() {
  return LightApiModule.forRoot({ endpoints: [Book], middleware: [CORSMiddleware, Maintenance] });
}
