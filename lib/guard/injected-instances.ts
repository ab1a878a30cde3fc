import { Injectable, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception.js';

/** Instances of the backends and permissions that options name: one for each module of ours. */
@Injectable()
export class InjectedInstances {
  private readonly known = new WeakMap<ModuleRef, Map<Type<unknown>, Promise<unknown>>>();
  private readonly own = new Map<Type<unknown>, unknown>();

  /**
   * The module's own provider, else the application's; where neither has one, a new instance with
   * what the module can inject.
   */
  of<T>(module: ModuleRef, type: Type<T>): Promise<T> {
    const ofModule = this.known.get(module) ?? new Map<Type<unknown>, Promise<unknown>>();
    this.known.set(module, ofModule);
    const instance = ofModule.get(type) ?? provided(module, type) ?? this.create(module, type);
    ofModule.set(type, instance);
    return instance as Promise<T>;
  }

  /** One that was made because nobody provides it. */
  made<T>(type: Type<T>): T | undefined {
    return this.own.get(type) as T | undefined;
  }

  private async create<T>(module: ModuleRef, type: Type<T>): Promise<T> {
    const instance = await module.create(type);
    this.own.set(type, instance);
    return instance;
  }
}

/** Two modules may provide the same class, each with dependencies of its own. */
function provided<T>(module: ModuleRef, type: Type<T>): Promise<T> | undefined {
  return found(module, type, true) ?? found(module, type, false);
}

function found<T>(module: ModuleRef, type: Type<T>, strict: boolean): Promise<T> | undefined {
  try {
    return Promise.resolve(module.get<T>(type, { strict }));
  } catch (error) {
    if (error instanceof UnknownElementException) return undefined;
    throw error;
  }
}
