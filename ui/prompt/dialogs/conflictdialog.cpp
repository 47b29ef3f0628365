// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/conflictdialog.h"

#include "compare/compareview.h"

#include <QComboBox>
#include <QTabBar>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Prompt;

namespace {

QString fieldText(const Prompt &prompt, int field)
{
    switch (field) {
    case 0:
        return prompt.systemPrompt;
    case 1:
        return prompt.userPrompt;
    case 2:
        return prompt.model;
    default:
        return prompt.metadata;
    }
}

constexpr int Fields = 4;

} // namespace

ConflictDialog::ConflictDialog(
    const QString &where, const Prompt &base, const Prompt &theirs, const Prompt &mine, bool mayVersion,
    QWidget *parent)
    : DialogFrame(
          named(
              tr("%1 %2 was changed in %3").arg(base.name, base.version, where),
              tr("You started editing it before that. Your changes are kept, and nothing was written.")),
          parent)
    , m_base(base)
    , m_theirs(theirs)
    , m_mine(mine)
    , m_field(new QComboBox)
    , m_tabs(new QTabWidget)
    , m_their(new CompareView)
    , m_my(new CompareView)
    , m_both(new CompareView)
{
    setObjectName(u"conflictDialog"_s);
    m_tabs->tabBar()->setAccessibleName(tr("Which texts are compared"));
    resizeWithin({940, 660});
    m_field->setAccessibleName(tr("What to compare"));
    m_field->addItems({tr("System prompt"), tr("User message"), tr("Model"), tr("Metadata")});
    // Begin with what differs.
    for (int field = 0; field < Fields; ++field) {
        if (fieldText(base, field) != fieldText(theirs, field)) {
            m_field->setCurrentIndex(field);
            break;
        }
    }
    content()->addWidget(m_field);
    m_tabs->setObjectName(u"conflictTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_their, tr("What they changed"));
    m_tabs->addTab(m_my, tr("What you changed"));
    m_tabs->addTab(m_both, tr("From theirs to yours"));
    content()->addWidget(m_tabs, 1);
    QPushButton *take = addOther(tr("Use theirs"), ButtonRole::Danger);
    take->setObjectName(u"takeTheirs"_s);
    take->setToolTip(tr("Your changes are discarded; they can be restored until the window closes"));
    QPushButton *keep = addOther(tr("Keep mine"));
    keep->setObjectName(u"keepMine"_s);
    keep->setToolTip(tr("Yours stays in the editor, on top of theirs; saving replaces theirs"));
    connect(take, &QPushButton::clicked, this, [this] { choose(Choice::TakeTheirs); });
    connect(keep, &QPushButton::clicked, this, [this] { choose(Choice::KeepMine); });
    startWith(addSafe(tr("Decide later")));
    if (mayVersion) {
        QPushButton *version = addAccept(tr("Save mine as a new version"));
        connect(version, &QPushButton::clicked, this, [this] { choose(Choice::NewVersion); });
    }
    connect(m_field, &QComboBox::currentIndexChanged, this, &ConflictDialog::compare);
    compare();
}

void ConflictDialog::choose(Choice choice)
{
    m_choice = choice;
    accept();
}

void ConflictDialog::compare()
{
    const int field = m_field->currentIndex();
    m_their->compare(fieldText(m_base, field), fieldText(m_theirs, field));
    m_my->compare(fieldText(m_base, field), fieldText(m_mine, field));
    m_both->compare(fieldText(m_theirs, field), fieldText(m_mine, field));
}

} // namespace howdah::ui
