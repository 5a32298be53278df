import { Controller, Get, Header, HttpCode, Ip, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsRaw } from '../platform/http/json-body.js';
import { Public } from '../platform/http/scopes.js';
import { LinkLimits } from './link-limits.js';
import { HTML_TYPE, page, PAGE_POLICY } from './pages.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { TokensService } from './tokens.service.js';

/** RFC 8058: the mail client's button posts; opening the address, as scanners of mail do too, changes nothing. */
@ApiTags('delivery')
@Controller('unsubscribe')
export class UnsubscribeController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly tokens: TokensService,
    private readonly limits: LinkLimits,
  ) {}

  @Get(':token')
  @Public()
  @Header('content-type', HTML_TYPE)
  @Header('content-security-policy', PAGE_POLICY)
  @ApiOperation({ summary: 'A page that asks whether to end the mails; changes nothing' })
  async ask(@Param('token') token: string, @Ip() address: string): Promise<string> {
    await this.admit(token, address);
    return page(
      'Unsubscribe from Scout mails?',
      `<p>You will get no briefing by mail any more. Everything else stays as it is.</p>
<form method="post"><button>Unsubscribe</button></form>`,
    );
  }

  @Post(':token')
  @HttpCode(200)
  @Public()
  @AcceptsRaw('application/x-www-form-urlencoded', 'multipart/form-data')
  @Header('content-type', HTML_TYPE)
  @Header('content-security-policy', PAGE_POLICY)
  @ApiOperation({ summary: 'End the mails of the reader (RFC 8058 one-click); the address holds the secret' })
  async end(@Param('token') token: string, @Ip() address: string): Promise<string> {
    await this.admit(token, address);
    await this.subscriptions.unsubscribe(token);
    return page('You are unsubscribed', '<p>No briefing comes to you by mail any more.</p>');
  }

  private async admit(token: string, address: string): Promise<void> {
    this.limits.admit(token, (await this.tokens.readerOf(token)) !== undefined, address);
  }
}
