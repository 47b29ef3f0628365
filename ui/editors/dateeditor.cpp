// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/dateeditor.h"

#include "common/icons.h"
#include "common/theme.h"
#include "editors/typedtext.h"

#include <QCalendarWidget>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr quint32 dateOid = 1082;
static constexpr quint32 timeOid = 1083;
static constexpr quint32 zonedTimeOid = 1266;

DateEditor::DateEditor(QWidget *parent)
    : LineEditor(parent)
    , m_button(new QToolButton(this))
{
    m_button->setIcon(icon(u"view-calendar"_s));
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::NoFocus);
    m_button->setToolTip(tr("Choose the date (Alt+Down)"));
    m_button->setAccessibleName(tr("Choose the date"));
    connect(m_button, &QToolButton::clicked, this, &DateEditor::showCalendar);
    addBeside(m_button);
}

void DateEditor::load(const data::CellValue &value)
{
    LineEditor::load(value);
    const quint32 type = subject().column.baseTypeOid;
    m_button->setVisible(type != timeOid && type != zonedTimeOid);
}

void DateEditor::applyReadOnly(bool readOnly)
{
    LineEditor::applyReadOnly(readOnly);
    m_button->setEnabled(!readOnly);
}

bool DateEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (watched == line() && key->key() == Qt::Key_Down && key->modifiers() == Qt::AltModifier
            && m_button->isEnabled() && m_button->isVisibleTo(this)) {
            showCalendar();
            return true;
        }
        // A calendar is left as every popup is, and chosen from by Enter.
        if (m_popup && watched != line() && key->key() == Qt::Key_Escape) {
            m_popup->hide();
            return true;
        }
    }
    return LineEditor::eventFilter(watched, event);
}

QWidget *DateEditor::makePopup()
{
    auto *popup = new QFrame(this, Qt::Popup);
    popup->setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(popup);
    layout->setContentsMargins(space::tight, space::tight, space::tight, space::tight);
    m_calendar = new QCalendarWidget(popup);
    m_calendar->setGridVisible(false);
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setAccessibleName(tr("Calendar"));
    connect(m_calendar, &QCalendarWidget::activated, this, &DateEditor::choose);
    connect(m_calendar, &QCalendarWidget::clicked, this, &DateEditor::choose);
    auto *today = new QPushButton(tr("Today"), popup);
    connect(today, &QPushButton::clicked, this, [this] { choose(QDate::currentDate()); });
    layout->addWidget(m_calendar);
    layout->addWidget(today, 0, Qt::AlignRight);
    return popup;
}

void DateEditor::showCalendar()
{
    if (!m_popup)
        m_popup = makePopup();
    const QString text = line()->text();
    const DatePlace place = dateIn(text);
    const QDate date = QDate::fromString(text.mid(place.from, place.length), Qt::ISODate);
    m_calendar->setSelectedDate(date.isValid() ? date : QDate::currentDate());
    m_popup->adjustSize();
    QPoint corner = line()->mapToGlobal(QPoint(0, line()->height()));
    if (const QScreen *where = screen()) {
        const QRect area = where->availableGeometry();
        corner.setX(qBound(area.left(), corner.x(), qMax(area.left(), area.right() - m_popup->width())));
        if (corner.y() + m_popup->height() > area.bottom())
            corner.setY(line()->mapToGlobal(QPoint()).y() - m_popup->height());
    }
    m_popup->move(corner);
    m_popup->show();
    m_calendar->setFocus();
}

void DateEditor::choose(QDate date)
{
    if (m_popup)
        m_popup->hide();
    const bool wantsTime = subject().column.baseTypeOid != dateOid;
    line()->setText(withDate(line()->text(), date.toString(Qt::ISODate), wantsTime));
    line()->setFocus();
}

} // namespace howdah::ui
