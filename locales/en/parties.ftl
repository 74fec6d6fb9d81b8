# What staff see of the answers of either side: a granted appeal before it is decided, and a look at an action.

appeal-confirm-title = Confirm the decision about an appeal
appeal-confirm-lead = Nothing is decided yet. An appeal is decided once; it takes effect with the next press.
appeal-confirm-list = Appeals
appeal-confirm-file = Target { $position }: the file is locked and deleted from every mirror
appeal-confirm-link = Target { $position }: the link is disabled
appeal-confirm-touches = What it touches
appeal-confirm-only = One link is disabled; the file and its other links stay:
appeal-confirm-decide = Decide the appeal
