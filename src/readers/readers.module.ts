import { Module } from '@nestjs/common';
import { ProfilesService } from './profiles.service.js';
import { ReaderRepository } from './reader.repository.js';
import { ReadersController } from './readers.controller.js';
import { ReadersService } from './readers.service.js';

@Module({
  controllers: [ReadersController],
  providers: [ReaderRepository, ReadersService, ProfilesService],
  exports: [ReadersService, ProfilesService],
})
export class ReadersModule {}
