import type { activities } from './doings.ts'

export type Activity =
  | keyof typeof activities
  | 'someone'
  | 'surprise'
  | 'learning'
  | 'repairing'
  | 'keeping'
  | 'persuading'
  | 'hosting'
  | 'marching'
  | 'studying'
  | 'asking'
  | 'petting'
  | 'searching'
  | 'remembering'
  | 'publishing'
  | 'exploring'

/** Whatever the topic is, this is what happens. */
export const signs: [Activity, RegExp][] = [
  [
    'keeping',
    /\b(?:clos(?:ing|ed?) down|is closing|are closing|closing|shut(?:ting)? down|shuts?|(?:might|will|may|could|has to|going to) (?:be )?(?:close|shut))\b|^save (?:the|your|our) (?:[\w-]+ )?(?:library|bookstore|room|club|team|program|programme|shelter|theater|theatre|cinema|pool|shop|store|school|café|cafe|playground|band|choir|park|garden|center|centre|building|house|court|field)\b/i,
  ],
  [
    'publishing',
    /\b(?:podcast|interview|documentary|(?:start|make|open) an? (?:youtube|tiktok|instagram|blog)|newspaper|newsletter|blog|vlog|radio show|(?:youtube|tiktok) channel|short film)\b/i,
  ],
  [
    'keeping',
    /^stop (?:the |them from )?(?:construction|building|demolition|demolishing|closure|closing|cutting|destruction|highway|mine|pipeline)\b/i,
  ],
  ['learning', /^(?:learn (?:how )?to|get better at|improve your|practi[cs]e)\b/i],
  [
    'asking',
    /^(?:to )?(?:get |have |ask for )?(?:more|an?|new|better|longer|cleaner) (?:[\w-]+ ){0,2}(?:benches|bench|playground|skate ?park|court|pool|swings?|(?:water )?fountains?|trash cans?|bins?|streetlights?|lights|bus|buses|bus stop|bathrooms?|lockers|recess|breaks?|school lunch(?:es)?|menu|wifi|hours)\b/i,
  ],
  ['studying', /\b(?:school|science|class|history|art|english) project\b|\bpresentation\b/i],
  [
    'marching',
    /\b(?:the|a|an|climate|peace|pride|women's|protest) march\b|\bprotest|\brally\b|\bdemonstration\b|\bwalkout\b/i,
  ],
  [
    'show',
    /\b(?:talent|magic|puppet|fashion|art|dog) show\b|\b(?:concert|festival|marathon|\w+athon|(?:treasure|scavenger|egg) hunt|potluck|barbecue|bbq|cookout|brunch|party|picnic|tournament|open mic|performance|parade|esports|livestream|charity (?:stream|run|match|game|walk)|(?:movie|game|trivia|family) night|(?:sports|field|fun) day|(?:science|street|health|spring|summer|winter) fair)\b/i,
  ],
  [
    'sale',
    /[$€£]\s?\d|\b(?:bake|garage|yard|plant|book|cookie|craft) sale\b|\bcar wash\b|\blemonade\b|\b(?:raise|raising|earn|collect) (?:some )?(?:money|funds|cash)\b|\bfund-?rais|^(?:to )?sell\b|\band sell\b|\bselling\b/i,
  ],
  [
    'lessons',
    /^(?:to )?(?:teach|tutor|coach|mentor)\b|\b(?:tutoring|lessons|workshop|homework help|help desk|tech help|computer help)\b|^help .{0,40}\b(?:learn|homework|math|reading|spelling|writing)\b|\bshare your .{0,30}\b(?:skills?|knowledge|experience)\b/i,
  ],
  [
    'club',
    /^(?:to )?(?:start|create|form|found|make|open|run|launch|set up|begin)\b.{0,40}\b(?:club|band|choir|league)\b/i,
  ],
  [
    'repairing',
    /^(?:fix|repair|mend|refurbish)\b(?! (?:\w+ )?(?:relationship|friendship|marriage|family|mistakes?|grades|sleep|life|mood)\b)|\brepair caf|\b(?:is|are|old|lots of) broken\b|\bbroken (?!hearts?|promises|home|families|glass|bottles)\w+/i,
  ],
  ['craft', /^(?:to )?(?:knit|crochet|sew|paint|bake|draw|craft|make|build|write|cook|design|film|record|invent)\b/i],
]
/** What is done where the topic has no words of its own. */
export const plain: [Activity, RegExp][] = [
  [
    'keeping',
    /^(?:save|keep|preserve|bring back) (?!water|energy|electricity|money|paper|food|time|lives|up\b|your (?:room|money))/i,
  ],
  ['learning', /^(?:learn|practi[cs]e|become|be)\b/i],
  [
    'hosting',
    /^(?:organi[sz]e|host|hold|plan|throw|run|have|do|set up)\b.*\b(?:drive|day|week|fair|swap|event|contest|meeting|meet-?up|night|race|run|walk|market|caf[eé]|project|camp|competition|dinner|breakfast|evening|exhibition)\b/i,
  ],
]
export const mourning =
  /^your (?:[\w-]+ ){1,3}(?:has |just )*(?:died|passed away)\b|\b(?:memorial|in memory of|vigil|funeral)\b/i
export const getting =
  /^(?:get|convince|encourage|inspire|persuade|motivate|remind)\s+((?:more|other|all|the|some|young|older|new)?\s*(?:people|kids|students|everyone|everybody|friends|teens|neighbou?rs|families|classmates|adults|boys|girls|children|teachers|colleagues|coworkers))\s+to\s+(.+)$/i
