import { type DynamicModule, Global, Module } from '@nestjs/common';
import { loadSettings, Settings } from './settings.js';

/** Gives every module the {@link Settings}; a process passes what it has read, a test what it likes. */
@Global()
@Module({})
export class SettingsModule {
  static forRoot(settings: Settings = loadSettings()): DynamicModule {
    return {
      module: SettingsModule,
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
    };
  }
}
