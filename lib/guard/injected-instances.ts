import { Injectable, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception.js';

/** Instances of the backends and permissions that options name: one for each module of ours. */
@Injectable()
export class InjectedInstances {
  private readonly known = new WeakMap<ModuleRef, Map<Type<unknown>, Promise<unknown>>>();

  /**
   * The application's own provider, where it has one; else a new instance, with what the module
   * can inject.
   */
  of<T>(module: ModuleRef, type: Type<T>): Promise<T> {
    const ofModule = this.known.get(module) ?? new Map<Type<unknown>, Promise<unknown>>();
    this.known.set(module, ofModule);
    const instance = ofModule.get(type) ?? provided(module, type) ?? module.create(type);
    ofModule.set(type, instance);
    return instance as Promise<T>;
  }
}

function provided<T>(module: ModuleRef, type: Type<T>): Promise<T> | undefined {
  try {
    return Promise.resolve(module.get<T>(type, { strict: false }));
  } catch (error) {
    if (error instanceof UnknownElementException) return undefined;
    throw error;
  }
}
