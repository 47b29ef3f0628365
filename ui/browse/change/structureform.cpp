// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/structureform.h"

#include "common/code/sqlview.h"
#include "value/valuetext.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int PreviewLines = 9;

StructureForm::StructureForm(const Words &words, const catalog::Snapshot &began, QWidget *parent)
    : DialogFrame(words, parent)
    , m_began(began)
{
    setAttribute(Qt::WA_DeleteOnClose);
}

void StructureForm::finish(bool destroys)
{
    m_preview = new SqlView;
    m_preview->setObjectName(u"structureSql"_s);
    m_preview->setAccessibleName(tr("SQL preview"));
    m_preview->setMaximumLines(PreviewLines);
    m_problems = mutedLabel();
    m_problems->setObjectName(u"structureProblems"_s);
    m_notes = mutedLabel();
    m_notes->setObjectName(u"structureNotes"_s);
    content()->addWidget(mutedLabel(tr("SQL preview")));
    content()->addWidget(m_preview, 1);
    for (QLabel *label : {m_problems, m_notes}) {
        label->setWordWrap(true);
        content()->addWidget(label);
    }
    addProblem(u"structureError"_s);
    addSafe(tr("Cancel"));
    m_migration = addOther(tr("Make a migration of it…"));
    m_migration->setObjectName(u"makeMigration"_s);
    m_run = addAccept(tr("Run…"), destroys ? ButtonRole::Danger : ButtonRole::Primary);
    connect(m_run, &QPushButton::clicked, this, &StructureForm::runWanted);
    connect(m_migration, &QPushButton::clicked, this, &StructureForm::migrationWanted);
    refresh();
}

QLineEdit *StructureForm::field(QFormLayout *form, const QString &label, const QString &name)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(name);
    edit->setAccessibleName(label);
    edit->setMaxLength(std::numeric_limits<int>::max()); // a condition may be longer than a usual field
    form->addRow(label, edit);
    return edit;
}

void StructureForm::refresh()
{
    if (!m_preview)
        return;
    m_script = catalog::scriptOf(*m_began, change());
    if (m_preview->sql() != m_script.up)
        m_preview->setSql(m_script.up);
    QStringList problems = m_script.problems;
    if (const QString more = obstacle(); !more.isEmpty())
        problems << more;
    m_problems->setText(problems.join(u'\n'));
    m_problems->setProperty("problem", isVisible()); // before anything is entered it is missing, not wrong
    m_problems->setVisible(!problems.isEmpty());
    QStringList notes = m_script.notes;
    if (!notes.isEmpty())
        notes.prepend(tr("When it is undone:"));
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    showProblem({});
    updateButtons();
}

void StructureForm::updateButtons()
{
    const QString obstacleText = obstacle();
    const QString why = !m_busy.isEmpty()       ? m_busy
                      : !m_script.canRun()      ? m_script.problems.join(u'\n')
                      : !obstacleText.isEmpty() ? obstacleText
                                                : QString();
    m_migration->setEnabled(why.isEmpty());
    m_migration->setToolTip(
        why.isEmpty() ? tr("Write it and its way back into your folder of migrations") : tipText(why));
    const QString whyNot = why.isEmpty() ? m_readOnly : why;
    m_run->setEnabled(whyNot.isEmpty());
    m_run->setToolTip(whyNot.isEmpty() ? tr("Review what it locks and loses, then run it") : tipText(whyNot));
}

void StructureForm::setReadOnly(const QString &why)
{
    m_readOnly = why;
    updateButtons();
}

void StructureForm::setBusy(const QString &what)
{
    m_busy = what;
    updateButtons();
}

void StructureForm::showError(const Error &error) { showProblem(howdah::describe(error)); }

} // namespace howdah::ui
