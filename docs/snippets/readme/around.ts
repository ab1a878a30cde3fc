import { CORSMiddleware, LightApiModule } from 'nestjs-lightapi';

import { Audit } from '../middleware/middlewares.js';
import { Book } from './bookstore.js';

export function application() {
  return LightApiModule.forRoot({ endpoints: [Book], middleware: [CORSMiddleware, Audit] });
}
