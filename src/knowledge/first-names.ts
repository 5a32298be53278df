/**
 * First names common in English-language news, in lower case: one of them before a company's or a leader's one-word name
 * means another person (`Harrison Ford`). Names that are also words of headlines (`Will`, `Mark`, `Grant`) are left out.
 */
export const FIRST_NAMES: ReadonlySet<string> = new Set(
  `aaron abby abigail adam adrian alan albert alec alejandro alex alexander alexandra alexis alice alicia alison allen
allison amanda amber amy ana anderson andre andrea andrew andy angela anita ann anna anne annie anthony antonio ari
ariana arthur ashley audrey austin barbara barron barry becky ben benjamin bernard beth betty beverly bill billy bob bobby brad
bradley brandon brenda brendan brent brett brian brianna bruce bryan caitlin cameron carl carla carlos carol caroline
carolyn cassandra catherine cathy cecilia charles charlie charlotte chelsea cheryl chloe chris christian christina christine
christopher cindy claire clara clark claudia colin connor corey courtney craig crystal curtis cynthia dakota dale dan dana
daniel danielle danny darren dave david dean deborah debra dennis derek derrick diana diane dick dmitri don donna dora doris
dorothy doug douglas duncan dustin dylan ed eddie edgar edward eleanor elena elias elijah elizabeth ella ellen emily emma
eric erica erik erin ernest ethan eugene eva evan evelyn fabio felix fiona florence frances francis frank franklin fred
frederick gabriel gareth gary gavin george gerald gina glenn gloria gordon grace graham greg gregory hannah harold harriet
harris harrison harry harvey heather hector helen henry herbert hillary holly howard hugh ian ingrid irene isaac isabel
isabella ivan ivanka jackie jacob jacqueline jake james jamie jan jane janet janice jared jason javier jay jean jeff jeffrey
jen jennifer jenny jeremy jerome jerry jesse jessica jill jim jimmy joan joanna joe joel johanna john johnny jon jonathan
jordan jorge jose joseph josh joshua juan juanita judith judy julia julian julie justin kara karen karl karla kate
katherine kathleen kathryn kathy katie keith kelly ken kenneth kerry kevin kim kimbal kimberly kris kristen kristin kurt
kyle lara larry laura lauren laurie lawrence leah leo leon leonard leslie liam lillian linda lindsay lisa liz lois lori
louis louise lucas lucy luis luke lydia madison malcolm marc marcus margaret maria marie marilyn marina mario marion marjorie
marshall martha martin mary mason matt matthew maureen max megan melania melissa michael michelle miguel mike molly monica
morgan nancy naomi natalie nathan neil nicholas nick nicole nina noah nora norman oliver olivia oscar owen pam pamela
pat patricia patrick paul paula pauline pedro peggy penny perry peter phil philip phillip phyllis rachel ralph randall randi
randy raymond rebecca regina renee rhonda ricardo richard rick ricky rita robert roberta robin roger roland ronald ronnie
rosa rose rosemary roy russell ruth ryan sabrina sally samantha samuel sandra sara sarah scott sean sergio seth shannon sharon
shawn sheila shirley simon sofia sophia sophie stacey stacy stanley stella stephanie stephen steve steven stuart sue susan
suzanne sydney sylvia tamara tammy tanya tara ted teresa terry thelma theodore theresa thomas tiffany tim timothy tina todd
tom tommy tony tracy travis trevor tyler valerie vanessa vera vernon veronica vicki victor victoria vincent violet virginia
vivian walter wanda warren wayne wendy wesley whitney william willie xavier yolanda yvonne zachary zoe`
    .split(/\s+/)
    .filter((name) => name !== ''),
);
