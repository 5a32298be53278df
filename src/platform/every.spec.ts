import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Every } from './every.js';

class Task extends Every {
  begun = 0;
  next: () => Promise<undefined> = () => Promise.resolve(undefined);

  constructor() {
    super(1000, 'Nothing was done');
  }

  protected async work(): Promise<void> {
    this.begun++;
    await this.next();
  }
}

describe('a task of every second', () => {
  let task: Task;

  beforeEach(() => {
    jest.useFakeTimers();
    task = new Task();
    task.onApplicationBootstrap();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('is done every second until the process ends', async () => {
    await jest.advanceTimersByTimeAsync(999);
    expect(task.begun).toBe(0);
    await jest.advanceTimersByTimeAsync(2001);
    expect(task.begun).toBe(3);
    await task.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(5000);
    expect(task.begun).toBe(3);
  });

  it('says once what did not happen, and goes on', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    task.next = () => Promise.reject(new Error('the disk is full'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(warn.mock.calls).toEqual([['Nothing was done: the disk is full']]);
    task.next = () => Promise.resolve(undefined);
    await jest.advanceTimersByTimeAsync(1000);
    expect([task.begun, warn.mock.calls.length]).toEqual([2, 1]);
  });

  it('is not begun beside itself, and an ending process waits for it', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    task.next = () => promise;
    await jest.advanceTimersByTimeAsync(3000);
    expect(task.begun).toBe(1);
    let ended = false;
    const ending = task.onApplicationShutdown().then(() => (ended = true));
    await jest.advanceTimersByTimeAsync(0);
    expect(ended).toBe(false);
    resolve(undefined);
    await ending;
    expect(ended).toBe(true);
  });
});
