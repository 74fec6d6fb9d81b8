language-name = Français

date-day = { $day ->
    [1] 1er
   *[other] { $day }
} { date-month } { $year }
date-day-of-year = { $day ->
    [1] 1er
   *[other] { $day }
} { date-month }
date-month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}

span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
span-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
span-two = { $first } { $second }
span-now = à l’instant
span-in = dans { $span }
span-ago = il y a { $span }

deadline-late = { $span } de retard
deadline-left = encore { $span }
deadline-urgent = encore { $span }, urgent
deadline-until = jusqu’au { $time }
# L’échéance est la fin du { $day }.
deadline-until-day = jusqu’à la fin du { $day }
deadline-due = attendu le { $time }
deadline-due-day = attendu avant la fin du { $day }
deadline-paused = Suspendu
deadline-paused-left = avec encore { $span }
deadline-paused-late = avec { $span } de retard

number-thousands = { "\u202F" }
number-decimal = { "," }

size-bytes = { $count ->
    [one] { $number } octet
   *[other] { $number } octets
}
size-kilo = { $number } ko
size-mega = { $number } Mo
size-giga = { $number } Go
size-tera = { $number } To
size-peta = { $number } Po
language-unknown = choisissez l’une des langues proposées
