import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';

/** The system's time for a process; tests provide a `FixedClock` instead. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}
