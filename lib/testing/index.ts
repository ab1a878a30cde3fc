import '../node-version.js';
import 'reflect-metadata';

export { expectContract, type ContractOptions } from './contract.js';
export type { RowBody, RowOptions } from './row.factory.js';
export { rowOf, type RowOverrides } from './row-of.js';
export { TestApi } from './test-api.js';
export { testApi } from './test-application.js';
export { TestClient } from './test-client.js';
export type { TestApiOptions, TestEndpointsOptions, TestModuleOptions } from './test-options.js';
export type { TestAnswer, TestRequest } from './test-request.interface.js';
