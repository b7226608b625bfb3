/** What is typed in a hurry, and what it stands for. Also of names that are written with a capital. */
const meant: Record<string, string> = {
  u: 'you',
  ur: 'your',
  pls: 'please',
  plz: 'please',
  cuz: 'because',
  bc: 'because',
  becuase: 'because',
  becouse: 'because',
  becasue: 'because',
  alot: 'a lot',
  im: "I'm",
  ive: "I've",
  dont: "don't",
  doesnt: "doesn't",
  didnt: "didn't",
  cant: "can't",
  wont: "won't",
  isnt: "isn't",
  arent: "aren't",
  wasnt: "wasn't",
  havent: "haven't",
  shouldnt: "shouldn't",
  thats: "that's",
  theres: "there's",
  teh: 'the',
  freind: 'friend',
  freinds: 'friends',
  frends: 'friends',
  peple: 'people',
  poeple: 'people',
  ppl: 'people',
  skool: 'school',
  shcool: 'school',
  libary: 'library',
  enviroment: 'environment',
  environnment: 'environment',
  recieve: 'receive',
  homless: 'homeless',
  garbadge: 'garbage',
  neigbor: 'neighbor',
  nieghbor: 'neighbor',
  neighborhod: 'neighborhood',
  litle: 'little',
  wich: 'which',
  untill: 'until',
  tommorow: 'tomorrow',
  tomorow: 'tomorrow',
  definately: 'definitely',
  basicly: 'basically',
  diffrent: 'different',
  helpfull: 'helpful',
  beautifull: 'beautiful',
  togehter: 'together',
  togther: 'together',
  collet: 'collect',
  vegtables: 'vegetables',
  animels: 'animals',
  anmals: 'animals',
  bullyed: 'bullied',
  bullys: 'bullies',
  wanna: 'want to',
  gonna: 'going to',
  gotta: 'have to',
}
for (const name of 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter Halloween Thanksgiving Ramadan Hanukkah Diwali English Spanish French German Ukrainian African American Europe Africa Ukraine Minecraft Roblox YouTube TikTok Instagram'.split(
  ' ',
)) {
  meant[name.toLowerCase()] = name
}

const typed = new RegExp(`(?<![\\p{L}\\d'@.-])(?:${Object.keys(meant).join('|')})(?![\\p{L}\\d'-])`, 'giu')

/** The idea as it was meant. What is quoted stays as it was typed. */
export const meantBy = (text: string): string =>
  text
    .replace(typed, (word) => (word === 'BC' ? word : (meant[word.toLowerCase()] ?? word)))
    .replace(
      /\bits (?=(?:almost|so|not|too|a|the|really|very|getting|been|going|just|like|hard|sad|bad|gross|unfair|cold|hot|dirty)\b)/gi,
      "it's ",
    )
    .replace(/\b(want|need|like|love|going|try|how|have) too (?=[a-z])/gi, '$1 to ')
