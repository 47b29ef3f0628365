// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/questiondialog.h"

#include "common/icons.h"
#include "common/code/sqlview.h"
#include "common/typednames.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace howdah::ui {

QuestionDialog::QuestionDialog(const Question &question, QWidget *parent)
    : DialogFrame(named(question.title, question.text), parent)
{
    setMinimumWidth(question.sql.isEmpty() ? 440 : 620);
    const bool dangerous = question.tone == Tone::Failed || question.tone == Tone::Production;
    auto *sign = new IconLabel(space::iconLarge);
    sign->setIcon(icon(dangerous ? u"dialog-warning" : u"dialog-question", question.tone));
    head()->insertWidget(0, sign, 0, Qt::AlignTop);
    if (!question.losses.isEmpty()) {
        auto *lost = new Banner(Tone::Failed);
        lost->setText(tr("This will be lost:") + u'\n' + question.losses.join(u'\n'));
        content()->addWidget(lost);
    }
    if (!question.sql.isEmpty()) {
        content()->addWidget(mutedLabel(tr("This exact SQL will be sent:")));
        auto *sql = new SqlView;
        sql->setSql(question.sql);
        sql->setMaximumLines(16);
        sql->setMinimumHeight(sql->sizeHint().height());
        content()->addWidget(sql, 1);
    }
    TypedNames *names = nullptr;
    if (!question.typeToAccept.isEmpty())
        content()->addWidget(names = new TypedNames(question.typeToAccept));
    startWith(addSafe(tr("Cancel")));
    QPushButton *accept = addAccept(question.acceptText, dangerous ? ButtonRole::Danger : ButtonRole::Primary);
    connect(accept, &QPushButton::clicked, this, &QuestionDialog::accept);
    if (!names)
        return;
    accept->setEnabled(false);
    connect(names, &TypedNames::changed, accept, [accept, names] { accept->setEnabled(names->isComplete()); });
}

TextDialog::TextDialog(const TextQuestion &question, QWidget *parent)
    : DialogFrame(named(question.title, question.text), parent)
    , m_question(question)
    , m_field(new QLineEdit(question.value))
{
    setMinimumWidth(440);
    m_field->setPlaceholderText(question.placeholder);
    m_field->setAccessibleName(question.title);
    content()->addWidget(m_field);
    addProblem(u"problem"_s);
    addSafe(tr("Cancel"));
    m_accept = addAccept(question.acceptText);
    m_accept->setDefault(true); // typing a text undoes nothing
    connect(m_accept, &QPushButton::clicked, this, &TextDialog::accept);
    connect(m_field, &QLineEdit::textChanged, this, [this] { judge(); });
    m_field->setFocus();
    judge();
}

QString TextDialog::text() const { return m_field->text(); }

void TextDialog::judge()
{
    const QString problem = m_question.problem ? m_question.problem(m_field->text()) : QString();
    m_accept->setEnabled(problem.isEmpty());
    // An untouched empty field is not wrong yet, only unfinished.
    const bool shown = !problem.isEmpty() && !m_field->text().isEmpty();
    showProblem(shown ? problem : QString());
    m_field->setProperty("problem", shown);
    m_field->style()->unpolish(m_field);
    m_field->style()->polish(m_field);
}

void DialogPrompter::confirm(QWidget *parent, const Question &question, std::function<void(bool)> answered)
{
    auto *dialog = new QuestionDialog(question, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::finished, dialog, [answered = std::move(answered)](int result) {
        answered(result == QDialog::Accepted);
    });
    dialog->open();
}

void DialogPrompter::askText(
    QWidget *parent, const TextQuestion &question, std::function<void(std::optional<QString>)> answered)
{
    auto *dialog = new TextDialog(question, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::finished, dialog, [dialog, answered = std::move(answered)](int result) {
        answered(result == QDialog::Accepted ? std::optional(dialog->text()) : std::nullopt);
    });
    dialog->open();
}

} // namespace howdah::ui
