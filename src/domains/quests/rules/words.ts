const set = (words: string) => new Set(words.trim().split(/\s+/))

/** Verbs that begin an idea as a plan: "clean up the park". */
export const verbs = set(`
  add adopt advertise arrange ask assemble bake beautify begin boost borrow bring brighten build buy campaign care
  carry celebrate change cheer clean clear coach collect comfort compost connect convince cook craft crochet cut dance
  decorate deliver design distribute do donate draw drive earn educate encourage end establish explain feed fight fill
  film find fix form foster fund gather get give go grow hand hang have heal help hold host improve include inform
  inspire install introduce invite join keep knit launch lead learn let lobby look make mend mentor motivate move
  offer open organise organize pack paint perform pick plan plant play post prepare preserve prevent produce promote
  protect provide publish put raise reach read rebuild recycle reduce refurbish remind remove renovate repair replace
  replant rescue restore reuse run save say sell send set sew share shovel show sing sort speak spread start stop
  support surprise swap take talk teach tell thank throw tidy train transform translate treat turn tutor unite upcycle
  use visit volunteer wake walk wash watch water weed welcome work write rake sweep scatter stand serve sponsor assist
  create petition record interview rehome cuddle groom scoop stock restock engage empower fundraise sow be call
  crowdfund document photograph invent reconnect spend practice practise meditate befriend babysit meet protest quit
  wear smile declutter finish lower
`)

/** Nouns that make a thing of the verb before them: "a book drive", "a clean up day". */
export const events = set(`
  drive sale day week month fair party club campaign swap event show contest project cleanup clean-up fundraiser
  festival concert workshop run race tournament picnic parade program programme night stand shop box bench mural
  playlist podcast garden pantry fridge library playground poster video newsletter petition group team kitchen station
  corner wall map app website competition challenge celebration collection exchange marathon walk market class course
  lesson game song book film movie shelter park crossing crosswalk feeder house home path lane sign room space place
  camp crew mission buddy truck stream livestream café cafe presentation march choir band league lanes wash fight bus
  hunt potluck brunch barbecue bbq cookout
`)

/** Words that tell a sentence about how things are from a mere name. */
export const finite = set(`
  is are was were isn't aren't wasn't weren't has have had hasn't haven't need needs don't doesn't didn't can't cannot
  won't can could should keep keeps get gets go goes throw throws leave leaves feel feels looks live lives sit sits
  eats seem seems want wants lost hate hates like likes love loves makes comes runs dies never always sleeps sleep
  lack lacks think thinks say says bullies bully suffer suffers miss misses waste wastes litters burned crashed might
  will would must died broke moved passed happened got became couldn't drives speed speeds do does struggle struggles
  die struggling
`)

export const determiners = set(
  'a an the my our your his her its their this that these those some any no every each all more many much most few several both enough another one two three four five six seven eight nine ten other less fewer better new',
)

/** English that other languages do not share: enough of it and the idea can stand inside an English sentence. */
export const english = set(`
  the and to of my our for with is are there we i help people kids want this that they their at it have has in on from
  about not all who more some need needs park school you your be so can dog dogs cat cats food clean children friends
  lot how because when up out into after before near every an as by or
`)

export const foreign = set(`
  el la los las un una que y para en il lo gli della di le les des du et pour avec une est dans und der die das ich
  für mit wir den ein eine o os uma com não het een voor van det och att är je nous por sin mi mis nos con quiero
  queremos ayudar mes notre vogliamo voglio auf im ist zu jag vil og ik wil nie na się jest dla chcę
`)

/** Places of which there is one that everybody knows: "at local park" lacks its article. */
export const places = set(`
  park school library shelter street neighborhood neighbourhood community hospital beach river church kindergarten
  daycare preschool playground gym classroom cafeteria garden zoo store mall hall lake forest village town city center
  centre square corner museum pool field lunchroom hallway yard schoolyard station mosque temple synagogue supermarket
  clinic court creek trail office bank kitchen area building block road lobby council entrance basement campus club
  farm market pond harbor harbour stadium
`)

/** Things that can be counted one by one: "cleaner environment" lacks its article. */
export const countable = set(
  `environment world planet future smile life place day meal blanket coat book friend family kid child person team class
  ${[...places].join(' ')} ${[...events].join(' ')}`.trim(),
)

/** Those an idea may name instead of saying what to do for them. */
export const crowds = set(`
  kids children people students teens teenagers girls boys cats dogs animals families friends seniors veterans babies
  strays neighbors neighbours teachers elderly homeless poor pets puppies kittens grandma grandpa mom dad refugees
  patients everyone
`)

/** What a verb before them belongs to: a "read aloud day" is a day. */
export const occasions = set(`
  drive sale day week month fair party club campaign swap event show contest night festival tournament marathon
  competition challenge concert fundraiser station stand workshop program programme project
`)
