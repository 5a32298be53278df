import { Module } from '@nestjs/common';
import { StatedProfilesService } from './stated-profiles.service.js';
import { ReaderRepository } from './reader.repository.js';
import { ReadersController } from './readers.controller.js';
import { ReadersService } from './readers.service.js';

@Module({
  controllers: [ReadersController],
  providers: [ReaderRepository, ReadersService, StatedProfilesService],
  exports: [ReadersService, StatedProfilesService],
})
export class ReadersModule {}
