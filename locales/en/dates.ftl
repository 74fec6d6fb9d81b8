# What this language calls itself, where languages are chosen.
language-name = English

date-day = { $day } { date-month } { $year }
date-day-of-year = { $day } { date-month }
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}

span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
# The larger two units of a span, such as "2 days 1 hour".
span-two = { $first } { $second }
span-now = just now
span-in = in { $span }
span-ago = { $span } ago

deadline-late = { $span } late
deadline-left = { $span } left
deadline-urgent = { $span } left, urgent
# { $time } is a day and an hour.
deadline-until = until { $time }
# The deadline is the end of { $day }.
deadline-until-day = until the end of { $day }
deadline-due = due { $time }
deadline-due-day = due by the end of { $day }
deadline-paused = Paused
deadline-paused-left = with { $span } left
deadline-paused-late = with { $span } late

# Between the thousands of a number, and before its tenths.
number-thousands = { "," }
number-decimal = { "." }

size-bytes = { $count ->
    [one] { $number } byte
   *[other] { $number } bytes
}
size-kilo = { $number } kB
size-mega = { $number } MB
size-giga = { $number } GB
size-tera = { $number } TB
size-peta = { $number } PB
language-unknown = choose one of the languages that are offered
