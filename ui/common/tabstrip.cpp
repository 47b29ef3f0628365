// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/tabstrip.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionTab>
#include <QStylePainter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int LeastWidth = 72;
constexpr int MostWidth = 260;
constexpr int CloseIcon = 12;

TabStrip::TabStrip(QWidget *parent)
    : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setMovable(true);
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(true);
    setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab); // who owns it chooses another one
    connect(this, &QTabBar::tabMoved, this, [this](int from, int to) {
        Face face = std::move(m_faces[size_t(from)]);
        m_faces.erase(m_faces.begin() + from);
        m_faces.insert(m_faces.begin() + to, std::move(face));
    });
    connect(this, &QTabBar::tabBarDoubleClicked, this, [this](int index) {
        if (index >= 0)
            Q_EMIT pinWanted(index);
    });
}

void TabStrip::insert(int index, const Face &face)
{
    m_faces.insert(m_faces.begin() + index, face);
    insertTab(index, QString());
    auto *close = new QToolButton(this);
    close->setObjectName(u"closeTab"_s);
    close->setIcon(icon(u"window-close"_s));
    close->setIconSize({CloseIcon, CloseIcon});
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus); // Ctrl+W closes
    connect(close, &QToolButton::clicked, this, [this, close] {
        for (int i = 0; i < count(); ++i) {
            if (tabButton(i, QTabBar::RightSide) == close)
                return Q_EMIT closeWanted(i);
        }
    });
    setTabButton(index, QTabBar::RightSide, close);
    dress(index);
}

void TabStrip::setFace(int index, const Face &face)
{
    if (m_faces[size_t(index)] == face)
        return;
    m_faces[size_t(index)] = face;
    dress(index);
}

void TabStrip::remove(int index)
{
    m_faces.erase(m_faces.begin() + index);
    removeTab(index);
}

void TabStrip::dress(int index)
{
    const Face &face = m_faces[size_t(index)];
    const QString mark = face.isEdited ? u"● "_s : QString();
    setTabText(index, mark + plainCaption(face.title));
    setTabToolTip(index, plainToolTip(face.tip));
    if (QWidget *close = tabButton(index, QTabBar::RightSide)) {
        const QString words = tr("Close %1").arg(face.title);
        close->setToolTip(plainToolTip(tr("%1 (Ctrl+W)").arg(words)));
        close->setAccessibleName(words);
    }
    update();
}

QSize TabStrip::tabSizeHint(int index) const
{
    QSize hint = QTabBar::tabSizeHint(index);
    hint.setWidth(qBound(LeastWidth, hint.width(), MostWidth));
    return hint;
}

QSize TabStrip::minimumTabSizeHint(int index) const { return tabSizeHint(index); }

// As QTabBar does, but for the letters of a preview.
void TabStrip::paintEvent(QPaintEvent *event)
{
    QTabBar::paintEvent(event);
    QStylePainter painter(this);
    QFont slanted = font();
    slanted.setItalic(true);
    for (int i = 0; i < count(); ++i) {
        if (!m_faces[size_t(i)].isPreview || !event->rect().intersects(tabRect(i)))
            continue;
        QStyleOptionTab option;
        initStyleOption(&option, i);
        painter.fillRect(option.rect, palette().window());
        painter.setFont(slanted);
        painter.drawControl(QStyle::CE_TabBarTab, option);
    }
}

void TabStrip::mousePressEvent(QMouseEvent *event)
{
    m_middle = event->button() == Qt::MiddleButton ? tabAt(event->position().toPoint()) : -1;
    if (event->button() != Qt::MiddleButton)
        QTabBar::mousePressEvent(event);
}

void TabStrip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::MiddleButton)
        return QTabBar::mouseReleaseEvent(event);
    const int index = std::exchange(m_middle, -1);
    if (index >= 0 && tabAt(event->position().toPoint()) == index)
        Q_EMIT closeWanted(index);
}

void TabStrip::contextMenuEvent(QContextMenuEvent *event)
{
    const int index = event->reason() == QContextMenuEvent::Mouse ? tabAt(event->pos()) : currentIndex();
    if (index >= 0)
        Q_EMIT menuWanted(index, event->globalPos());
}

} // namespace howdah::ui
