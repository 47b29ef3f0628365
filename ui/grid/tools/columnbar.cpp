// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/tools/columnbar.h"

#include "common/widgets.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostOffered = 16;

ColumnBar::ColumnBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_problem(failedLabel({}, this))
    , m_names(new QStringListModel(this))
{
    m_text->setObjectName(u"columnName"_s);
    m_text->setPlaceholderText(tr("A part of its name"));
    m_text->setAccessibleName(tr("Column to go to"));
    auto *completer = new QCompleter(m_names, m_text);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(MostOffered);
    m_text->setCompleter(completer);
    QPushButton *go = button(tr("Go"), ButtonRole::Plain, this);
    QPushButton *cancel = button(tr("Close"), ButtonRole::Plain, this);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::inside);
    line->addWidget(mutedLabel(tr("Go to the column"), this));
    line->addWidget(m_text, 1);
    line->addWidget(go);
    line->addWidget(m_problem, 1);
    line->addWidget(cancel);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &ColumnBar::submit);
    connect(m_text, &QLineEdit::returnPressed, this, [this] { submit(m_text->text()); });
    connect(m_text, &QLineEdit::textChanged, m_problem, &QLabel::clear);
    connect(go, &QPushButton::clicked, this, [this] { submit(m_text->text()); });
    connect(cancel, &QPushButton::clicked, this, &ColumnBar::close);
    hide();
}

void ColumnBar::open(const QStringList &columns)
{
    m_names->setStringList(columns);
    m_text->clear();
    show();
    m_text->setFocus(Qt::ShortcutFocusReason);
}

void ColumnBar::close()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT closed();
}

// What is called so, else what is called so in other letters, else the first that has it in its name.
void ColumnBar::submit(const QString &text)
{
    if (isHidden() || text.isEmpty())
        return; // Enter in the list of names has told already
    const QStringList names = m_names->stringList();
    qsizetype found = names.indexOf(text);
    for (qsizetype i = 0; found < 0 && i < names.size(); ++i)
        found = names[i].compare(text, Qt::CaseInsensitive) == 0 ? i : -1;
    for (qsizetype i = 0; found < 0 && i < names.size(); ++i)
        found = names[i].contains(text, Qt::CaseInsensitive) ? i : -1;
    if (found < 0)
        return m_problem->setText(tr("No column has this in its name"));
    close();
    Q_EMIT wanted(int(found));
}

void ColumnBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace howdah::ui
