import { LightApi } from 'nestjs-lightapi';

import { Book } from './book.js';

const app = await LightApi.run({ endpoints: [Book] });
console.log(`The bookstore is open: ${await app.getUrl()}/books`);
