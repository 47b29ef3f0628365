// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/questiondialog.h"

#include "common/icons.h"
#include "common/sqlview.h"
#include "common/typednames.h"
#include "common/widgets.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QLabel *wrapped(QLabel *label)
{
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QVBoxLayout *dialogColumn(QDialog *dialog)
{
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside + space::tight);
    return column;
}

QHBoxLayout *headRow(const QString &title, const QIcon &sign)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside + space::tight);
    auto *icon = new IconLabel(space::iconLarge);
    icon->setIcon(sign);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(wrapped(headingLabel(title, 2)), 1);
    return row;
}

} // namespace

QuestionDialog::QuestionDialog(const Question &question, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(question.title);
    setMinimumWidth(question.sql.isEmpty() ? 440 : 620);
    QVBoxLayout *column = dialogColumn(this);
    const bool dangerous = question.tone == Tone::Failed || question.tone == Tone::Production;
    column->addLayout(headRow(question.title, icon(dangerous ? u"dialog-warning" : u"dialog-question", question.tone)));
    if (!question.text.isEmpty())
        column->addWidget(wrapped(plainLabel(question.text)));
    if (!question.losses.isEmpty()) {
        auto *lost = new Banner(Tone::Failed);
        lost->setText(tr("This will be lost:") + u'\n' + question.losses.join(u'\n'));
        column->addWidget(lost);
    }
    if (!question.sql.isEmpty()) {
        column->addWidget(mutedLabel(tr("This exact SQL will be sent:")));
        auto *sql = new SqlView;
        sql->setSql(question.sql);
        sql->setMaximumLines(16);
        sql->setMinimumHeight(sql->sizeHint().height());
        column->addWidget(sql, 1);
    }
    QPushButton *accept = button(question.acceptText, dangerous ? ButtonRole::Danger : ButtonRole::Primary);
    if (!question.typeToAccept.isEmpty()) {
        auto *names = new TypedNames(question.typeToAccept);
        column->addWidget(names);
        accept->setEnabled(false);
        connect(names, &TypedNames::changed, accept, [accept, names] { accept->setEnabled(names->isComplete()); });
    }
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    QPushButton *safe = button(tr("Cancel"));
    row->addWidget(safe);
    row->addWidget(accept);
    column->addSpacing(space::tight);
    column->addLayout(row);
    safe->setDefault(true);
    safe->setFocus();
    connect(safe, &QPushButton::clicked, this, &QDialog::reject);
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
}

TextDialog::TextDialog(const TextQuestion &question, QWidget *parent)
    : QDialog(parent)
    , m_question(question)
    , m_field(new QLineEdit(question.value))
    , m_problem(wrapped(plainLabel()))
    , m_accept(button(question.acceptText, ButtonRole::Primary))
{
    setWindowTitle(question.title);
    setMinimumWidth(440);
    QVBoxLayout *column = dialogColumn(this);
    column->addWidget(wrapped(headingLabel(question.title, 2)));
    if (!question.text.isEmpty())
        column->addWidget(wrapped(plainLabel(question.text)));
    m_field->setPlaceholderText(question.placeholder);
    m_field->setAccessibleName(question.title);
    column->addWidget(m_field);
    QPalette red = m_problem->palette();
    red.setColor(QPalette::WindowText, color(Tone::Failed, palette()));
    m_problem->setPalette(red);
    column->addWidget(m_problem);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    QPushButton *cancel = button(tr("Cancel"));
    row->addWidget(cancel);
    row->addWidget(m_accept);
    column->addLayout(row);
    m_accept->setDefault(true); // typing a text undoes nothing
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_field, &QLineEdit::textChanged, this, [this] { judge(); });
    judge();
}

QString TextDialog::text() const { return m_field->text(); }

void TextDialog::judge()
{
    const QString problem = m_question.problem ? m_question.problem(m_field->text()) : QString();
    m_accept->setEnabled(problem.isEmpty());
    // An untouched empty field is not wrong yet, only unfinished.
    const bool shown = !problem.isEmpty() && !m_field->text().isEmpty();
    m_problem->setText(shown ? problem : QString());
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
