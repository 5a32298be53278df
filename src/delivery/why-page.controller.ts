import { Controller, Get, Header, Ip, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../platform/http/scopes.js';
import { storableText } from '../platform/http/storable-text.js';
import { ReadersService } from '../readers/readers.service.js';
import { type BriefingContent, BriefingContents, type ContentItem } from './briefing-contents.js';
import { escapeHtml } from './mail-html.js';
import { LinkLimits, noSuchAddress } from './link-limits.js';
import { linkOf } from './mail-words.js';
import { HTML_TYPE, page, PAGE_POLICY } from './pages.js';
import { TokensService } from './tokens.service.js';

const querySchema = z.object({ story: storableText.min(1).max(200) });

const MARKS = {
  'must-know': 'It is a must-know: an event of weight beyond any one field, which everybody gets.',
  exploring:
    'It stands outside your usual: one place of a longer briefing is drawn from stories that nearly made it, so that Scout learns what it does not show.',
} as const;

/** Where 'More on why' in a mail leads: open to whoever has the mail, about this one briefing. */
@ApiTags('delivery')
@Controller('why')
export class WhyPageController {
  constructor(
    private readonly tokens: TokensService,
    private readonly readers: ReadersService,
    private readonly contents: BriefingContents,
    private readonly limits: LinkLimits,
  ) {}

  @Get(':token')
  @Public()
  @Header('content-type', HTML_TYPE)
  @Header('content-security-policy', PAGE_POLICY)
  @ApiOperation({ summary: 'A page that says why a story was in a briefing; the address holds the secret' })
  async of(
    @Param('token') token: string,
    @Query({ schema: querySchema }) { story }: z.output<typeof querySchema>,
    @Ip() address: string,
  ): Promise<string> {
    const key = await this.tokens.effectOf(token);
    this.limits.admit(token, key !== undefined, address);
    const [reader] = key === undefined ? [] : await this.readers.byRefs([key.readerRef]);
    const content = key && reader && (await this.contents.of(reader, key.localDate));
    const item = content?.items.find((one) => one.story === story);
    if (content === undefined || item === undefined) throw noSuchAddress();
    return whyPage(content, item);
  }
}

function whyPage(content: BriefingContent, item: ContentItem): string {
  const sources = [{ source: item.source, url: item.url }, ...item.alsoReportedBy].map(({ source, url }) => {
    const link = linkOf(url);
    const name = escapeHtml(source);
    return link === undefined ? name : `<a href="${escapeHtml(link)}">${name}</a>`;
  });
  const reasons = item.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('\n');
  return page(
    item.headline,
    `<p>In your briefing of ${escapeHtml(content.dateText)}, because of this:</p>
<ul>
${reasons}
</ul>
${item.mark === null ? '' : `<p>${MARKS[item.mark]}</p>\n`}<p class="muted">Topics: ${escapeHtml(item.topics.join(', '))}<br>Told by ${sources.join(', ')}</p>`,
  );
}
