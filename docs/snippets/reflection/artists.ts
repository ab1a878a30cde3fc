import { Endpoint, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/artists', { reflect: true, table: 'Artist' })
export class Artist extends RestEndpoint {}
