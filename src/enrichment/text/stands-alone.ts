import { isQuestion, withoutQuotations } from './quotations.js';

/** Fewer words say too little, more are no statement. */
const FEWEST_WORDS = 7;
const MOST_WORDS = 55;
const LONGEST = 420;

/** Openings that lean on the sentence before. */
const LEANING =
  /^(?:["“(]?)(?:He|She|It|They|We|I|You|This|That|These|Those|His|Her|Its|Their|Our|My|Your|There['’]s|It['’]s|That['’]s|He['’]s|She['’]s|They['’]re|We['’]re|I['’]m|You['’]re|Here|Here['’]s|But|And|So|Or|Nor|Yet|Then|Also|However|Meanwhile|Still|Instead|Moreover|Additionally|Furthermore|Otherwise|Thus|Therefore|Besides|Similarly|Likewise|Nevertheless|Nonetheless|Indeed|Plus|Consequently|Accordingly|Hence|Conversely|Afterwards?|Later|Next|Again|Another|Others?|Both|Either|Neither|Such|Same|Which|Because|Not|Of course|In fact|In addition|In other words|In turn|In another|In other|As part of (?:that|this|the)|Apropos of|How to|Where to|What to|When to|Why|The only|The reason|The problem|The answer|The question|The goal|The catch|The point|The good news|The bad news|The idea|The result|The upshot|The bottom line|The takeaway|The difference|The rest|Based on (?:that|this|what)|According to the (?:report|reports|publication|message|document|documents|memo|filing|post|lawsuit|complaint|announcement|statement|study|letter)(?=,)|In both|In either|In each|In all|In such|In response|In contrast|In short|In that|In this|At the same time|At the time|At that time|In the time since|At that|As a result|As such|As for|As noted|As mentioned|On the other hand|On top of|For example|For instance|For that|For this|For one|For its part|For now|By contrast|By comparison|After that|After this|Since then|Until then|Even so|Even then|Even better|Despite that|Despite this|Like that|To that end|To do so|That said|That being|What['’]s more|More importantly|Most importantly|Perhaps|Maybe|Sure|Yes|No|Well|Okay|Oh|Anyway|Unfortunately|Fortunately|Luckily|Hopefully|Interestingly|Too|Ditto|Hear|Explore|Certainly|All (?:two|three|four|five|six|the)|If (?:completed|approved|successful|true|passed|confirmed|adopted|enacted)|Among them|One of them|Some of (?:them|these|those)|All of (?:them|these|this|that)|Most of (?:them|these|this)|None of|Each of|Rather|Now|First|Second|Third|Finally|Lastly|Elsewhere|Apparently|Basically|Clearly|Obviously|Admittedly|Granted|Notably|Specifically|Crucially|Importantly|Ultimately|Regardless|Either way|Speaking of|Remember|Let['’]s|Let us|Note|If you|When you|Once you|Whether you|Whatever|Make sure|Keep in mind|Consider|Avoid|Don['’]t|Do not|Try|Click|Read|Watch|See|Check|Sign|Subscribe|Follow|Listen|Join|Get|Save|Shop|Buy|Learn|Register|Discover|Find out|Want|Looking for|Stay|Download|Share|Tell|Ask|Also:|Related:)(?=[\s,:;.!'’—–]|$)/;

/** Describes a picture: `Ann Lee speaks during …`, `… shown with a phone`. */
const PICTURE =
  /\b(?:shown (?:with|here|in this)|pictured (?:with|in|at|here|on)|(?:is|are|was|were) seen (?:in|at|on|outside|during) |pos(?:es?|ing) for a|looks? on (?:as|during)|walks? past|(?:speaks|addresses|gestures|attends|arrives|holds)\b.*\bon \p{Lu}\p{L}+ \d{1,2}, \d{4}|in this (?:photo|illustration|picture|image)|(?:file|stock|undated|handout) (?:photo|image|picture)|photo illustration|displayed on a (?:phone|smartphone|screen|laptop|computer))/isu;
/** Signs that lines, posts or captions were glued together. */
const GLUED =
  /\| ?(?:Image|Photo|Credit|Source)|pic\.twitter|\p{L}{3,}\.\p{Lu}\p{Ll}{3,}|\bt\.co\/|\(@\w+\)|(?<!\p{L})\p{Ll}{4,}\p{Lu}\p{Ll}{2,}|\p{Ll}{2,} (?:(?:When|While|After|According|Although|Despite|During) \p{L}|(?:In|On|At|As|If|With|For|It|There|This|We|You) \p{Ll}|(?:There|It|That|Here)['’]s )|\p{Ll} [-–—] \p{Lu}\p{L}+ (?:\p{Lu}\p{L}+ )?\(/u;

/** Whoever this is was named in a sentence before. */
const SOMEBODY =
  /^(?:["“]?)(?:The|the) (?:[\p{Ll}-]+ ){0,2}?(?:company|firm|startup|start-up|retailer|agency|group|bank|chipmaker|carmaker|automaker|maker|giant|pair|duo|trio|two|three|four|five|CEO|chief executive|executive|executives|founder|founders|co-founder|billionaire|businessman|president|spokesperson|spokesman|spokeswoman|officials?|author|authors|researchers|team|organization|organisation|publication|outlet|site|network|studio|developer|developers|regulator|court|judge|minister|man|woman|app|service|feature|features|tool|product|device|model|phone|models|devices|chips|apps|cards|overhaul|others?|latter|former|same|rest|problem|issue|idea|result|results|first|second|third|last|next|new one|plaintiffs?|defendants?|suspects?|victims?|platform|program|programme|system|software|website|game|bug|flaw|vulnerability|malware|attackers?|hackers?|suit|lawsuit|complaint)(?=[\s,.’'])/u;
/** What happened is known from the headline, if the sentence names whom it is about. */
const HAPPENING =
  /^(?:The|This|That) (?:[\p{Ll}-]+ ){0,2}?(?:deal|move|agreement|announcement|news|decision|report|change|changes|acquisition|merger|purchase|plan|plans|update|launch|round|funding|investment|partnership|ruling|order|vote|filing|statement|offer|bid|cuts?|increase|decline|drop|rise|figures?|number|numbers|data|study|survey|breach|incident|outage|attack|event|project|release)(?=[\s,.’'])/u;
/** Means one thing of which nothing is told, if the sentence names nobody. */
const NO_NAME =
  /\b[Tt]he (?:deal|move|agreement|announcement|acquisition|merger|purchase|partnership|ruling|lawsuit|offer|bid|project|device|headset|product|feature|model|app)\b|^The (?:world|country|nation|industry|city|state)['’]s /;
const PREPOSITION =
  /^(?:In|On|At|After|Before|As|With|According|Despite|For|During|By|From|Earlier|Last|Since|While|When|If|Although|Though|Until|Under|Over|Like|Unlike|Through|To|Today|Yesterday|Recently|Previously|Currently|Once|Initially|Originally|Back|Just)\b/;
const PERSON = /\b(?:he|she|him|her|his|hers|himself|herself)\b/;
const SOME_PERSON =
  /\b(?:man|woman|actor|actress|singer|founder|chief|executive|president|minister|judge|mother|father|CEO|user|student|worker|driver)\b/;
/** Whoever is meant by `the company` was named before. */
const AGENT =
  /\b[Tt]he (?:company|firm|business|startup|start-up|retailer|automaker|carmaker|chipmaker|publication|outlet|newspaper|agency|bank|group|executive|billionaire|spokesperson|spokesman|spokeswoman|two companies|pair|duo|organization|organisation|person)\b/;
const THING = /\b(?:it|they|them|its|their|theirs|itself|themselves)\b/;
/** Points at something said before: `these changes`, `, that's`; a time (`this year`) does not. */
const POINTING =
  /\b(?:[Tt]his|[Tt]hese|[Tt]hose) (?!year|week|month|quarter|summer|spring|autumn|fall|winter|morning|afternoon|evening|weekend|time|century|decade|season|past|coming|fiscal|who\b|in\b|with\b|of\b|that\b|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Christmas)[\p{L}]|, (?:that|this|it|he|she)['’]s\b|\b(?:of|for|with|to|from|by|about|at|under|since) that \p{Ll}{3,}|\b(?:[Ww]hile|[Bb]ecause|[Aa]lthough|[Tt]hough|[Ww]hen|[Ii]f) that \p{Ll}{3,}|\b(?:that|such) (?:way|case|sort|kind)\b/u;
/** The writer or the reader speaks or is spoken to. */
const VOICE = /\b(?:I|I['’](?:m|ve|d|ll)|[Ww]e|[Ww]e['’](?:re|ve|d|ll)|me|my|[Oo]ur|ours|us)\b/;
const REFERENCE =
  /\b(?:see (?:below|above|also)|(?:as )?(?:mentioned|noted|described|listed|shown|seen) (?:above|below|earlier)|(?:above|below)[,.]|the (?:following|latter|former)\b|this (?:article|story|post|piece|page|week['’]s newsletter)|click here|read more|more (?:on|about) (?:this|that)\b|full story|here['’]s (?:what|how|why|everything)|stay tuned)/i;
const FURNITURE =
  /Image Credits?|Getty Images|Photo(?:graph)?(?: by|:)|Credits?:|(?:^|\s)Screenshots?[:/]|\/ZDNET|ZDNET['’]|Follow ZDNET|View Link|[Ss]ign up|[Ss]ubscrib(?:e|ing) (?:to|now|here|for)|newsletter|^Topics\b|[Tt]ickets (?:are|go|start)|[Ll]ast chance|rates of the year|Founder Summit|\(\$?\d+[^)]{0,20} off\)|\bfor \$[\d.,]+ \(|Advertisement|REGISTER|Techcrunch event|Disrupt 20|originally appeared|affiliate (?:commission|link)|All rights reserved|cookie policy|preferred source|[Ff]orward-looking statement|Editor['’]s [Nn]ote|(?:^|\s)(?:Update|UPDATE|Correction|Disclosure|Related|Also|Watch|Listen|Must read|Read also|See also)(?:,[^:]{0,30})?:|https?:\/\/|www\.|…|\[\.\.\.\]|\.\.\. ?$|[a-z]@[a-z]|early[- ]bird|(?:buy|grab|get|book) (?:your )?tickets?|["“]Bloomberg |Bloomberg (?:Television|TV|Radio|Tech|Markets)\b|Posted:|Topics:|min read|Reviewed by|Written by|Contributing Writer|Staff Writer|Posts from this|daily email digest|homepage feed|\b(?:AM|PM|am|pm|a\.m\.|p\.m\.) (?:EST|EDT|PST|PDT|ET|PT|CT|UTC|GMT) [A-Z]/;
const TIMES =
  /^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|CEO|CFO|I)$/;

/**
 * Whether a sentence can be read by itself: whole, told and not asked, and nothing in it points at a sentence before it.
 * @param isName whether the first word of the sentence is a name and not only capital by its place
 */
export function standsAlone(sentence: string, isName: (word: string) => boolean): boolean {
  if (sentence.length > LONGEST || !/^["“‘]?[\p{Lu}\p{N}$€£¥₹]/u.test(sentence)) {
    if (!/^["“‘]?[a-z]+[A-Z]/.test(sentence)) return false; // iPhone
  }
  const words = sentence.split(/\s+/).length;
  if (words < FEWEST_WORDS || words > MOST_WORDS || sentence.length > LONGEST) return false;
  if (!/[.!]["”’')]*$/.test(sentence) || isQuestion(sentence)) return false;
  if (FURNITURE.test(sentence) || REFERENCE.test(sentence) || !isBalanced(sentence)) return false;
  if (PICTURE.test(sentence) || GLUED.test(withoutQuotations(sentence))) return false;
  if (/^\p{Lu}[\p{L} ]{2,30}: \p{Ll}|\s!$/u.test(sentence)) return false;
  if (/^\d{1,2}[.)]/.test(sentence) || /\n\s*\n/.test(sentence)) return false;
  const told = withoutQuotations(sentence);
  if (!hasVerb(told)) return false;
  if (LEANING.test(told) || SOMEBODY.test(told) || VOICE.test(told) || POINTING.test(told)) return false;
  if ((HAPPENING.test(told) || NO_NAME.test(told)) && !namesIn(told.slice(1), isName)) return false;
  return pronounsAreBound(told, isName);
}

const VERB =
  /\b(?:is|are|was|were|be|has|have|had|will|would|can|could|may|might|must|should|do|does|did|won|fell|rose|took|made|got|gave|went|came|said|told|saw|cut|put|set|hit|held|kept|left|led|lost|met|paid|ran|sold|sent|spent|began|became|grew|knew|found|built|bought|brought|drew|fought|shut|struck|thought|wrote|spoke|broke|chose|drove|flew|froze|shook|stole|threw|beat|bet|cost|let|quit|spread|split|sank|slid|swung|leapt|sought|taught|caught|hired|want|wants|expect|plan|say)\b|\b\p{Ll}{2,}(?:[^s'’]s|ed)\b|n['’]t\b|['’](?:re|ve|ll)\b/u;

/**
 * Whether a sentence has a word that can be its verb: captions and bare titles have none. Where a plural opens it, its verb
 * may have no ending to be told by.
 */
function hasVerb(told: string): boolean {
  return VERB.test(told) || /^\p{Lu}\p{L}*s\b|^(?:[\p{L}\p{N}.,$-]+ ){1,4}\p{Ll}+s\b|¶/u.test(told);
}

/** Whether whatever stands for somebody or something has it before itself, in its own sentence. */
function pronounsAreBound(told: string, isName: (word: string) => boolean): boolean {
  const isNamed = (to: number): boolean => namesIn(told.slice(0, to), isName);
  const person = PERSON.exec(told);
  if (person !== null && !isNamed(person.index) && !SOME_PERSON.test(told.slice(0, person.index)))
    return false;
  const agent = AGENT.exec(told);
  if (agent !== null && !isNamed(agent.index)) return false;
  const thing = THING.exec(told);
  if (thing === null || isNamed(thing.index)) return true;
  const before = told.slice(0, thing.index);
  if (/^(?:How|What|Whether|Where|Why|Who)\b/.test(before)) return false;
  const words = before.trim().split(/\s+/).length;
  return PREPOSITION.test(before) ? !/,\s*(?:that |as |and |but )?$/.test(before) && words > 5 : words > 2;
}

/** Whether some words hold the name of somebody or something, days and months aside. */
function namesIn(words: string, isName: (word: string) => boolean): boolean {
  return words.split(/[\s,;:()“”"—–-]+/).some((word, at) => {
    const bare = word.replace(/['’]s?$|[.]$/g, '');
    if (!/\p{Lu}/u.test(bare) || TIMES.test(bare)) return false;
    return at > 0 || isName(bare);
  });
}

function isBalanced(sentence: string): boolean {
  const count = (sign: string): number => sentence.split(sign).length - 1;
  const straight = sentence.replace(/\d"/g, '').split('"').length - 1;
  return (
    straight % 2 === 0 && count('“') === count('”') && count('(') === count(')') && count('[') === count(']')
  );
}
