/**
 * What an idea can be about. Several topics may share a codename: cats and hamsters are both COMFY PAWS. Their order
 * decides between equals.
 */
export const topics = {
  cats: {
    theme: 'COMFY PAWS',
    words: { 4: 'cat kitten kitty feline gato gatos katze katzen cat_litter kitty_litter cat_food' },
  },
  animals: {
    theme: 'COMFY PAWS',
    words: {
      4: 'animal_shelter pet_shelter animal_rescue pet_rescue',
      3: 'pet hamster bunny rabbit pet_food guinea_pig',
      2: 'stray animal paw',
      1: 'shelter rescue vet adoption',
    },
  },
  dogs: {
    theme: 'BRAVE PAWS',
    words: { 4: 'dog puppy pup doggy perro perros hund hunde chien chiens dog_food', 2: 'leash' },
  },
  food: {
    theme: 'FULL PLATES',
    words: {
      4: 'hunger hungry no_lunch community_fridge food_drive food_bank food_pantry lunch_debt soup_kitchen starve canned_food',
      3: 'meal',
      2: 'food feed pantry sandwich snack breakfast dinner',
      1: 'eat cook grocery',
      0.8: 'lunch',
    },
  },
  homeless: {
    theme: 'SAFE HAVEN',
    words: {
      4: "homeless women's_shelter womens_shelter family_shelter youth_shelter unhoused homeless_shelter without_a_home on_the_streets no_home",
      3: 'evicted eviction sleep_outside sleeping_outside sleep_rough sleeping_rough',
      2: 'coat coat_drive sock_drive sleeping_bag refugee',
      1: 'sock tent',
    },
  },
  kindness: {
    theme: 'KINDNESS SHIELD',
    words: {
      4: 'bully cyberbully anti-bullying',
      3: 'inclusion inclusive exclude tease left_out name_calling calling_people_names call_people_names are_mean is_mean mean_to being_mean mean_kid mean_girl trash_talk make_fun makes_fun making_fun made_fun picked_on pick_on picks_on racism racist discrimination kindness insult prejudice',
      2: 'respect disability disabled wheelchair autism autistic rude bystander',
      1: 'kind',
    },
  },
  lonely: {
    theme: 'BRIGHT SMILES',
    words: {
      4: 'lonely no_friends lunch_buddy',
      3: 'isolated isolation alone suicide_prevention nobody_plays no_one_plays plays_with_me nobody_to_play no_one_to_play someone_to_play make_friends',
      2: 'smile cheer sad pen_pal mental_health new_kid',
      1: 'happy',
    },
  },
  elders: {
    theme: 'BRIGHT SMILES',
    words: {
      3: 'nursing_home retirement_home care_home senior_center hospital',
      2: 'elderly grandma grandpa grandmother grandfather grandparent old_people older_people old_folk senior patient',
      1: 'sick veteran',
    },
  },
  recycling: { theme: 'CLEAN SWEEP', words: { 3: 'recycle battery e-waste', 2: 'compost', 1: 'bottle' } },
  litter: {
    theme: 'CLEAN SWEEP',
    words: {
      4: 'dog_poop',
      3: 'litter trash basura müll garbage rubbish pollution pollute cleanup clean-up plastic',
      2: 'clean waste dump mess messy dirty tidy sweep',
      1: 'bin',
    },
  },
  plants: {
    theme: 'GREEN ROOTS',
    words: {
      3: 'plant garden tree árbol árboles baum bäume flower pollinator bee seed_bomb',
      2: 'seed seedling sapling vegetable veggie butterfly forest wildflower herb soil',
      1: 'grow weed green',
    },
  },
  climate: {
    theme: 'GREEN GUARDIANS',
    words: {
      4: 'plant_based plastic_use less_plastic plastic_free single_use_plastic save_water saving_water waste_water wasting_water waste_so_much_food waste_a_lot_of_food throw_food_away throw_away_food electric_car waste_food wasting_food wastes_food wasted_food food_waste global_warming climate_change clean_energy greenhouse_gas',
      3: 'ice_is_melting melting_ice glacier thrown_away throw_away throwing_away climate planet carbon solar emission sustainable sustainability earth_day co2',
      2: 'earth energy electricity eco environmental',
      1: 'environment nature',
    },
  },
  wildlife: {
    theme: 'GREEN GUARDIANS',
    words: {
      4: 'polar_bear feed_the_ducks feed_ducks food_for_birds food_for_the_birds feed_the_birds feed_birds bird_food bird_feeder',
      3: 'endangered extinct rainforest coral',
      2: 'ocean sea bird wildlife wild_animal whale turtle dolphin shark seal penguin panda tiger elephant rhino hedgehog owl orangutan gorilla koala',
    },
  },
  books: {
    theme: 'STORY SPARK',
    words: {
      4: 'little_free_library book_drive',
      3: 'book library literacy read bookstore bookshop crime_novel crime_story libro libros buch bücher',
      2: 'story storytime librarian comic novel author',
    },
  },
  traffic: {
    theme: 'SAFE STREETS',
    words: {
      4: 'texting_and_driving text_and_drive distracted_driving drunk_driving',
      3: 'walking_school_bus traffic crosswalk crossing speeding pedestrian pothole slow_down street_light streetlight bike_lane bike_path bike_safety cycle_path cycle_lane',
      2: 'sidewalk driver helmet accident speed bus_stop',
      1: 'street road car',
    },
  },
  safety: {
    theme: 'SAFE STREETS',
    words: {
      4: 'neighborhood_watch neighbourhood_watch',
      3: 'needle syringe crime violence gang first_aid unsafe safety',
      2: 'safe danger dangerous emergency gun theft',
      1: 'online internet fire',
    },
  },
  school: {
    theme: 'SCHOOL SPARK',
    words: {
      4: 'school_supply cafeteria_food cafeteria_lunch',
      3: 'teacher homework tutor backpack school_climate class_climate climate_in_our_class climate_in_my_class climate_at_our_school learn_english',
      2: 'school class classroom education recess math principal study exam pencil',
      1: 'student cafeteria',
    },
  },
  anything: { theme: 'CITIZEN HERO', words: {} },
} satisfies Record<string, { theme: string; words: Record<number, string> }>

export type Topic = keyof typeof topics

/** Words that look like a topic and are about something else. */
export const lookalikes =
  `stuffed_animal car_wash bake_sale hot_dog kind_of kinds_of clean_water green_light book_a litter_of fire_station
  fire_truck tree_house treehouse family_tree christmas_tree pet_peeve school_of_fish sea_of power_plant board_game car_pool
  bus_driver truck_driver street_art street_food street_dance clean_slate waste_of_time sign_language read_the_room school_project driver's_license bus_shelter tool_library toy_library dance_class cooking_class yoga_class knitting_needle sewing_needle pine_needle crossing_guard eating_disorder coloring_book colouring_book student_loan water_bottle our_class_wants
  my_class_wants our_school_wants my_school_wants class_would class_and_i clean_my_room cleans_my_room cleaning_my_room clean_up_my_room`.split(
    /\s+/,
  )
