# What staff see of the answers of either side: a granted appeal before it is decided, and a look at an action.

appeal-confirm-title = Confirm the decision about an appeal
appeal-confirm-lead = Nothing is decided yet. An appeal is decided once; it takes effect with the next press.
appeal-confirm-list = Appeals
appeal-confirm-file = Target { $position }: the file is locked and deleted from every mirror
appeal-confirm-link = Target { $position }: the link is disabled
appeal-confirm-touches = What it touches
appeal-confirm-only = One link is disabled; the file and its other links stay:
appeal-confirm-decide = Decide the appeal

look-title = A look at what was told
look-list = Disputes
look-link = Look at it
look-to-be-done = to be looked at
look-reported = said to have ended
look-open = open
look-kind-action = Action in court, after a counter-notice
look-kind-board = Copyright Claims Board, after a counter-notice
look-kind-body = Out-of-court dispute settlement
look-kind-lawsuit = Lawsuit
look-claim = Claim
look-target = Target { $position } of its claim
look-answers = It answers
look-counter-notice = A counter-notice
look-told = Told
look-said-ended = How its claimant says that it ended
look-for-uploader = for the uploader
look-for-claimant = for the claimant
look-no-result = without a decision
look-record-end = Record how it ended
look-not-ended = How you know that it has not ended
look-not-ended-hint = The claimant reads it. The action goes on keeping the material removed.
look-say-not-ended = It has not ended
look-rule = Notice of an action keeps the material removed; whether the action is right is the court’s to say. Look only at whether what was told names one: a court or the Copyright Claims Board, its number there, this material and this uploader.
look-question = Does it name an action?
look-names-action = It names one
look-names-action-hint = The material stays removed until it has ended.
look-names-none = It names none
look-names-none-hint = It is incomplete, or about something else. It ends, both sides are told what it lacks, and the material returns on its day, at once if that has passed.
look-because-hint = In words for both sides.
look-send = Say so
look-say-found = Say whether it names an action
look-noted = It is noted, and whoever it is about is told.

appeal-after-dispute = Nobody lodged it: a dispute ended in favour of the claimant, and nothing is restricted. Above stands what showed that. If it is granted, what you choose is decided in the place of the decision.
appeal-after-dispute-short = after a dispute
