// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/keybar.h"

#include "common/theme.h"
#include "common/widgets.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace howdah::ui {

KeyBar::KeyBar(QWidget *parent)
    : QWidget(parent)
    , m_fieldLine(new QHBoxLayout)
    , m_problem(plainLabel({}, this))
    , m_go(button(tr("Go"), ButtonRole::Plain, this))
    , m_unfilter(button(tr("Show it without filters"), ButtonRole::Plain, this))
{
    QPushButton *cancel = button(tr("Close"), ButtonRole::Plain, this);
    m_problem->setFont(smallFont());
    m_fieldLine->setSpacing(space::tight);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::inside);
    line->addWidget(mutedLabel(tr("Go to the row with"), this));
    line->addLayout(m_fieldLine, 1);
    line->addWidget(m_go);
    line->addWidget(m_problem, 1);
    line->addWidget(m_unfilter);
    line->addWidget(cancel);
    m_unfilter->hide();
    connect(m_go, &QPushButton::clicked, this, &KeyBar::submit);
    connect(m_unfilter, &QPushButton::clicked, this, [this] { Q_EMIT wantedWithoutFilters(values()); });
    connect(cancel, &QPushButton::clicked, this, &KeyBar::close);
    hide();
}

void KeyBar::open(const data::RelationShape &shape, const std::vector<int> &key)
{
    for (QWidget *part : std::exchange(m_parts, {})) {
        part->hide();
        part->deleteLater();
    }
    m_fields.clear();
    for (const int column : key) {
        const data::ColumnShape &described = shape.columns[size_t(column)];
        auto *field = new QLineEdit(this);
        field->setFont(fixedFont());
        field->setPlaceholderText(described.type);
        field->setAccessibleName(described.name);
        QLabel *name = plainLabel(described.name + u" ="_s, this);
        m_fieldLine->addWidget(name);
        m_fieldLine->addWidget(field, 1);
        m_parts << name << field;
        m_fields << field;
        connect(field, &QLineEdit::returnPressed, this, &KeyBar::submit);
        connect(field, &QLineEdit::textChanged, this, [this] { showProblem({}); });
    }
    showProblem({});
    setSearching(false);
    show();
    if (!m_fields.isEmpty())
        m_fields.constFirst()->setFocus(Qt::ShortcutFocusReason);
}

void KeyBar::close()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT closed();
}

void KeyBar::setSearching(bool searching)
{
    m_go->setEnabled(!searching);
    m_go->setText(searching ? tr("Looking…") : tr("Go"));
}

std::vector<QByteArray> KeyBar::values() const
{
    std::vector<QByteArray> values;
    for (const QLineEdit *field : m_fields)
        values.push_back(field->text().toUtf8());
    return values;
}

void KeyBar::submit()
{
    if (!m_go->isEnabled() || m_fields.isEmpty())
        return;
    showProblem({});
    Q_EMIT wanted(values());
}

void KeyBar::showProblem(const QString &message, bool hidden)
{
    m_problem->setText(message);
    m_unfilter->setVisible(hidden);
    paintProblem();
}

void KeyBar::paintProblem() { m_problem->setStyleSheet(u"color: %1"_s.arg(color(Tone::Failed, palette()).name())); }

void KeyBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_problem->text().isEmpty())
        paintProblem();
}

void KeyBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace howdah::ui
