import type {
  DynamicModule,
  INestApplicationContext,
  LoggerService,
  NestApplicationOptions,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Opens an application without a port. Whoever starts the process says what went wrong, so Nest must not end it. */
export async function openContext(
  module: DynamicModule,
  logger: LoggerService,
): Promise<INestApplicationContext> {
  const options: Pick<NestApplicationOptions, 'logger' | 'abortOnError'> = { logger, abortOnError: false };
  return await NestFactory.createApplicationContext(module, options);
}
