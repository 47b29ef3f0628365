// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/definitionreview.h"

#include "compare/compareview.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

DefinitionReview::DefinitionReview(const operations::DefinitionChange &change, const QString &place, QWidget *parent)
    : DialogFrame(
          {tr("Replace the definition?"), tr("Replace the definition?"),
           change.now ? tr("What is in the database now (−), and what will be (+).")
                      : tr("It is not in the database any more; it will be created again.")},
          parent)
    , m_view(new CompareView)
{
    setObjectName(u"definitionReview"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setElidedHeading(
        tr("Replace %1 %2?").arg(operations::kindWord(change.name.kind), change.name.label().simplified()));
    head()->addWidget(new Badge(Tone::Neutral, place));
    if (change.changedSince)
        addBanner(
            Tone::Failed, u"definitionConflict"_s,
            tr("Somebody else has changed it since you opened it. What is marked with − is theirs, and would be "
               "lost."));
    if (change.isGone)
        addBanner(
            Tone::Failed, u"definitionGone"_s,
            tr("Somebody else has dropped or renamed it since you opened it, or given it other arguments."));
    if (change.isAnother)
        addBanner(
            Tone::Edited, u"definitionAnother"_s,
            tr("Its arguments are not those that you opened: another function comes beside it, and the one you opened "
               "stays as it is. Calls that fit both fail as ambiguous."));
    if (change.now && !change.now->notes.isEmpty())
        addBanner(Tone::Edited, u"definitionNotes"_s, change.now->notes.join(u'\n'));
    m_view->setObjectName(u"definitionDifference"_s);
    m_view->setCountsTokens(false);
    m_view->compare(change.before(), change.after);
    content()->addWidget(m_view, 1);
    startWith(addSafe(tr("Cancel")));
    if (change.changedSince) {
        QPushButton *other = addOther(tr("Open theirs"));
        other->setObjectName(u"openTheirs"_s);
        connect(other, &QPushButton::clicked, this, [this] {
            reject();
            Q_EMIT otherWanted();
        });
    }
    QPushButton *run = addAccept(
        change.changedSince ? tr("Replace theirs") : tr("Run"),
        change.changedSince ? ButtonRole::Danger : ButtonRole::Primary);
    connect(run, &QPushButton::clicked, this, &DefinitionReview::accept);
    resizeWithin({860, 600});
}

void DefinitionReview::addBanner(Tone tone, const QString &name, const QString &text)
{
    auto *banner = new Banner(tone);
    banner->setObjectName(name);
    banner->setText(text);
    content()->addWidget(banner);
}

} // namespace howdah::ui
