// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/rail.h"

#include "common/icons.h"

#include <QAction>
#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int railWidth = 84;
constexpr int buttonHeight = 56;

} // namespace

RailButton::RailButton(QString iconName, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_iconName(std::move(iconName))
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
}

QSize RailButton::sizeHint() const
{
    return {
        zoomed(railWidth) - space::inside,
        qMax(zoomed(buttonHeight), zoomed(space::iconLarge) + fontMetrics().height() + 16)};
}

void RailButton::setIconName(const QString &name)
{
    m_iconName = name;
    update();
}

void RailButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void RailButton::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ground = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? palette().color(QPalette::Highlight) : color(Surface::Hover, palette()));
        painter.drawRoundedRect(ground, space::radius, space::radius);
    }
    if (hasFocus()) {
        painter.setPen(QPen(color(Tone::Accent, palette()), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(ground, space::radius, space::radius);
    }
    const QFont words = smallFont();
    const QFontMetrics metrics(words);
    const int size = zoomed(space::iconLarge);
    const int whole = size + 3 + metrics.height();
    const QRect sign((width() - size) / 2, (height() - whole) / 2, size, size);
    const QIcon shape = isChecked() ? ui::icon(m_iconName, Tone::Accent) : ui::icon(m_iconName);
    shape.paint(&painter, sign);
    painter.setFont(words);
    painter.setPen(isChecked() ? palette().color(QPalette::HighlightedText) : color(Surface::MutedText, palette()));
    const QRect line(2, sign.bottom() + 4, width() - 4, metrics.height());
    painter.drawText(line, Qt::AlignCenter, metrics.elidedText(text(), Qt::ElideRight, line.width()));
}

Rail::Rail(QWidget *parent)
    : QWidget(parent)
    , m_pages(new QVBoxLayout)
    , m_actions(new QVBoxLayout)
    , m_group(new QButtonGroup(this))
{
    setFixedWidth(zoomed(railWidth));
    setAccessibleName(tr("Pages"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::tight, space::inside, space::tight, space::inside);
    column->setSpacing(0);
    m_pages->setSpacing(2);
    m_actions->setSpacing(2);
    column->addLayout(m_pages);
    column->addStretch(1);
    column->addLayout(m_actions);
    connect(m_group, &QButtonGroup::idClicked, this, &Rail::chosen);
}

void Rail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setFixedWidth(zoomed(railWidth));
}

static QString withShortcut(const QString &words, const QString &shortcut)
{
    return shortcut.isEmpty() ? words : words + u" ("_s + shortcut + u')';
}

void Rail::addPage(const QString &iconName, const QString &title, const QString &shortcut)
{
    auto *made = new RailButton(iconName, title);
    made->setCheckable(true);
    made->setToolTip(withShortcut(title, shortcut));
    m_group->addButton(made, int(m_group->buttons().size()));
    m_pages->addWidget(made);
}

void Rail::setShortcut(int index, const QString &shortcut)
{
    if (QAbstractButton *page = m_group->button(index))
        page->setToolTip(withShortcut(page->text(), shortcut));
}

void Rail::addAction(const QString &iconName, QAction *action)
{
    auto *made = new RailButton(iconName, action->iconText());
    const auto name = [made, action] {
        made->setToolTip(withShortcut(action->toolTip(), action->shortcut().toString(QKeySequence::NativeText)));
    };
    name();
    connect(action, &QAction::changed, made, name);
    connect(made, &QAbstractButton::clicked, action, &QAction::trigger);
    m_actions->addWidget(made);
}

void Rail::setCurrent(int index)
{
    QAbstractButton *wanted = m_group->button(index);
    if (wanted) {
        wanted->setChecked(true);
    } else if (QAbstractButton *checked = m_group->checkedButton()) {
        m_group->setExclusive(false); // one of these cannot be let out otherwise
        checked->setChecked(false);
        m_group->setExclusive(true);
    }
}

int Rail::current() const { return m_group->checkedId(); }

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Surface::Rail, palette()));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), color(Surface::Border, palette()));
}

} // namespace howdah::ui
