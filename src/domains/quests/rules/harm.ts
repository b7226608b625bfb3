import { tidy } from './text.ts'

/**
 * What an idea asks for that a quest must not be about. `hurting` is about people and animals, `trouble` about things,
 * drugs and dares; `distress` is somebody who needs help today.
 */
export type Harm = 'hurting' | 'trouble' | 'distress'

const kin =
  '(?:dad|father|daddy|stepdad|stepfather|mom|mum|mommy|mother|stepmom|stepmother|uncle|aunt|brother|sister|cousin|parents?|boyfriend|girlfriend|ex|husband|wife|partner|coach|teacher|boss|grandpa|grandma|family|babysitter|neighbou?r|priest)'
const blows =
  '(?:hit|hits|hitting|beat|beats|beating|hurt|hurts|hurting|touch|touches|touching|abuse|abuses|abused|abusing|punch|punches|punched|kick|kicks|kicked|slap|slaps|slapped|choke|chokes|choked|threatens?|threatened|rapes?|raped|molests?|molested)'

const distress = [
  /\b(?:hurt|hurting|kill|killing|cut|cutting|harm|harming|starve|starving|hate|burn|burning|drown|hang) (?:my ?self|myself)\b/,
  /\b(?:kill|hurt|harm|cut)(?:ing|s)? (?:him|her|them) ?sel(?:f|ves)\b(?<=\b(?:friend|sister|brother|cousin|classmate|he|she|mom|dad|son|daughter)\b.{0,60})/,
  /\b(?:want|wanna|wants|going|ready)(?: to)? (?:die|be dead)\b(?! of| my| for)/,
  /\b(?:i|she|he|life)\b.{0,30}\b(?:don'?t|doesn'?t|do not|not) (?:want to|wanna|wants? to) (?:live|be alive|exist|wake up|be here anymore)/,
  /\b(?:end|ending|take|taking) my (?:own )?life\b|\bbetter off (?:without me|dead)\b|\bno ?(?:body|one) would miss me\b|\b(?:i hate my life|no reason to live|not worth living)\b/,
  /\bi(?:'m| am| feel| have been| was)(?: \w+)? (?:suicidal|being abused|abused|raped|molested)\b|\bself[- ]harm(?:ing)?\b(?<=\bi\b.{0,30})/,
  /\b(?:i|my (?:\w+ )?(?:friend|sister|brother|cousin|daughter|son|mom|mum|classmate|roommate))(?: \w+){0,3} (?:an eating disorder|anorexi[ac]|bulimi[ac]|stopped eating|overdos\w+)\b/,
  /\b(?:scared|afraid|terrified) (?:to go home|of (?:my|going home))\b|\brun(?:ning)? away from home\b(?<=\b(?:i|me|my)\b.{0,60})/,
  new RegExp(`\\b${kin}\\b(?: \\w+){0,3} ${blows} (?:me|us|my (?:mom|mum|sister|brother|mother|face))\\b(?! up)`),
  new RegExp(
    `\\b(?:he|she|they|someone|somebody|everyone|everybody|kids|people|boys|girls|guys?|man|bully|bullies)(?: (?:always|keeps?|often|just|still|at school|in my class))* ${blows} me\\b`,
  ),
]

/** Without one of these, none of the signs can be there: most texts are done with after one look. */
const hint =
  /sel[fv]|die|dead|liv|exist|wake|anymore|life|better off|miss me|suicid|abus|rape|molest|scared|afraid|terrif|away from home|eating|anorexi|bulimi|overdos|hit|beat|hurt|touch|punch|kick|slap|chok|threat/

function isDistress(text: string): boolean {
  const small = text.toLowerCase()
  return hint.test(small) && distress.some((sign) => sign.test(small))
}

/** Words in front that turn a deed into something to talk about, to stop or to mend. */
const cause =
  /\b(?:stop|stops|stopping|prevent|preventing|against|anti|end|ending|no|not|don'?t|doesn'?t|never|without|avoid|reduce|reducing|fight|fighting|quit|quitting|about|awareness|from|who|that|people|kids|teens|someone|somebody|boys|girls|they|adults|students|parents|hunters|drivers|report|refuse|instead of|than|victims?|survivors?)\b(?:[\s-]+[\w']+){0,3}[\s-]*$/
/** The deed is the plan itself: first in the idea, or after "I", "to", "let's" and the like. */
const intent =
  /(?:^|[.!?,;:…]\s*|\b(?:to|and|then|or|i|we|i'll|we'll|let'?s|wanna|gonna|can|could|should|will|by|how|me|us|just|it|please|everyone|secretly|really|lets|start|try|want) )$/

const harmless =
  '(?:hunger|hoops|weeds?|germs|cancer|time|record|drums?|target|goal|ball|road|gym|books|world|odds|street|game|eggs|prices|invasive|mosquito|virus|dust|video|film|movie|photo|scene|commercial|plastic)'
const someone = `(?:(?:him|her|them|someone|somebody|people|everyone|everybody|kids?|boys?|girls?|bullies|bully|enem(?:y|ies)|cats?|dogs?|animals?|birds?|pets?|squirrels?|rats?|puppies|kittens?|teachers?|students?|cops?|neighbou?rs?)\\b|(?!${harmless})(?-i:[A-Z][a-z]+)\\b|(?:my|the|a|an|that|this|some|those|these|all(?: the| those| my)?|our|his|her|their|every|stray|other|new|little)\\s+(?!${harmless})\\w+)`
const hurting = [
  `(?:hurt(?:ing)?|beat(?:ing)? up|punch(?:ing)?|kill(?:ing)?|stab(?:bing)?|shoot(?:ing)?|poison(?:ing)?|attack(?:ing)?|slap(?:ping)?|kick(?:ing)?|hit(?:ting)?|bully(?:ing)?|humiliat(?:e|ing)|embarrass(?:ing)?|sham(?:e|ing)|mock(?:ing)?|threaten(?:ing)?|blackmail(?:ing)?|tortur(?:e|ing)|strangl(?:e|ing)|murder(?:ing)?|harass(?:ing)?|stalk(?:ing)?|kidnap(?:ping)?|drown(?:ing)?|exclud(?:e|ing)|trap(?:ping)?) ${someone}`,
  `(?:make|making|poke|poking) fun of ${someone}`,
  '(?:spy|spying) on|(?:get|take|getting|taking) (?:my |our )?revenge|(?:get|getting) back at|(?:start|spread)(?:ing)? (?:a |some )?(?:mean |nasty )?(?:rumou?rs?|lies|gossip)',
  '(?:get rid of|kick out|ban|hate on|keep out|throw out) (?:all |the |those |these )*(?:jews|muslims|christians|black|blacks|gays?|immigrants|girls|refugees|foreigners|homeless people|disabled|fat kids|poor people|trans)',
  '(?:beat|mess) (?:him|her|them|those kids|that kid|that boy|that girl|my \\w+) up',
  '(?:send|share|take|post|make)(?:ing)? (?:\\w+ )?(?:nudes?|naked|porn)',
]
const trouble = [
  '(?:steal|stealing|shoplift(?:ing)?|rob|robbing|burgle) (?!the show|home base|second base)',
  '(?:vandali[sz]e|vandali[sz]ing|deface|egg|smash(?:ing)?|trash|wreck(?:ing)?|destroy(?:ing)?|key|tag|spray[- ]paint) (?:(?:the|my|his|her|their|a|that|someone.s|some|our|every|all|school|new) )*(?:cars?|houses?|windows?|walls?|schools?|statues?|lockers?|playground|park|garden|room|bikes?|phones?|property|bus|bathrooms?|signs?|stores?|church|mosque|synagogue|stuff|things)\\b',
  '(?:break|smash)(?:ing)? (?:the |some |his |her |their |a |into )*(?:windows?|cars?|houses?|lockers?|shops?|stores?)',
  '(?:set|setting) (?:\\w+ ){0,4}(?:on fire|fire to)|set fire|burn(?:ing)? down|blow(?:ing)? up (?!balloons|the balloons)(?:the|a|my|our|his|her)|(?:light|start)(?:ing)? (?:a |some )?(?:big |huge )?fires?(?! safety| drill| station| department| prevention| pit)',
  "(?:bring|carry|buy|make|get|sell|build|use|making|bringing|buying) (?:a |an |some |my |our |real |the |dad's |his |homemade )*(?:guns?|knife|knives|weapons?|explosives?|bombs?|grenades?|fireworks)\\b(?![ -]?free)(?! (?:safety|lock|violence|awareness|control|buyback|skills|amnesty|laws?))",
  '(?:sell|buy|do|try|take|smoke|deal|drink|get|make|selling|smoking|drinking) (?:some |the |hard )*(?:drugs|weed|meth|cocaine|heroin|vapes?|cigarettes?|alcohol|beers?|vodka|drunk|high|lsd|wasted)\\b(?! (?:school|five|marks?|grades?|score))',
  '(?:hack|hacking) (?:into|my|the|his|her|someone|a|their)',
  '(?:jump|jumping|climb|climbing) (?:off|down from|onto) (?:a |the |our )*(?:roofs?|bridges?|buildings?|trains?|cliffs?)',
  '(?:play|playing|walk|run|dance|lie|hang out|race|racing) (?:\\w+ )?(?:on|across) (?:the )?(?:train|railway|railroad|subway) ?tracks|(?:(?:do|try|play|take) )?(?:the )?(?:choking|blackout|tide ?pod|skull breaker) (?:game|challenge)|(?:play|do) (?:with fire|chicken with cars)',
  '(?:cheat|cheating) on|(?:make|print|use) (?:fake|counterfeit) (?:money|ids?)|scam(?:ming)? |(?:pretend to collect|keep the (?:money|donations))|meet (?:a )?(?:stranger|someone|somebody|people) (?:i met )?(?:from the internet|online|from \\w+gram)',
]
const deeds: [Harm, RegExp][] = [
  ['hurting', new RegExp(`\\b(?:${hurting.join('|')})`, 'gi')],
  ['trouble', new RegExp(`\\b(?:${trouble.join('|')})`, 'gi')],
]

function isPlan(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 80), at).toLowerCase()
  return intent.test(before) && !cause.test(before)
}

/** What a quest must not be made of, if there is any of it in what the player wrote. Good causes are not. */
export function harmIn(texts: (string | undefined)[]): Harm | undefined {
  const all = texts.map(tidy).filter(Boolean)
  if (all.some(isDistress)) return 'distress'
  for (const [harm, deed] of deeds) {
    if (all.some((text) => [...text.matchAll(deed)].some((found) => isPlan(text, found.index)))) return harm
  }
  return undefined
}

const swearing =
  /\b(?:(?:mother)?fuck\w*|f\*+\w*|wtf|stfu|(?:bull)?shit\w*|bitch\w*|ass|asses|asshole\w*|dumbass\w*|jackass\w*|dick|dicks|dickhead\w*|pussy|cunts?|bastards?|slut\w*|whores?|fag|fags|faggot\w*|nigg(?:er|a)s?|retards?|retarded|piss\w*|damn\w*|crap|crappy|wank\w*|twat\w*|porn\w*|sex\w*|nazi\w*|hitler)\b/i

/** Words that a quest does not say again. */
export const isRude = (text: string): boolean =>
  swearing.test(
    text
      .replace(/[$]/g, 's')
      .replace(/[@]/g, 'a')
      .replace(/1|!(?=\w)/g, 'i')
      .replace(/0/g, 'o'),
  )
