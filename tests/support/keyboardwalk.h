// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QLineEdit>
#include <QSet>
#include <QTest>

#include <algorithm>

// A window without a mouse: where Tab leads, what it never reaches, and what has no words for one who does not see it.
namespace howdah::test {

// Everything that gets the focus from `start` on, until it comes round (or after `most` steps).
inline QSet<QWidget *> tabWalk(QWidget *start, bool backwards = false, int most = 200)
{
    QSet<QWidget *> reached;
    start->setFocus(Qt::TabFocusReason);
    for (int step = 0; step < most; ++step) {
        QWidget *focused = QApplication::focusWidget();
        if (!focused || reached.contains(focused))
            break;
        reached.insert(focused);
        if (backwards)
            QTest::keyClick(focused, Qt::Key_Backtab, Qt::ShiftModifier);
        else
            QTest::keyClick(focused, Qt::Key_Tab);
    }
    return reached;
}

inline QString describeWidget(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u' '
         + widget->accessibleName();
}

// Of buttons that exclude one another Tab reaches one; the arrows lead to the others.
inline bool isReachedByArrows(const QWidget *widget, const QSet<QWidget *> &reached)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    if (!button || !button->group() || !button->group()->exclusive())
        return false;
    const QList<QAbstractButton *> all = button->group()->buttons();
    return std::ranges::any_of(all, [&reached](QAbstractButton *one) { return reached.contains(one); });
}

// The controls below `root` that the walk left out. What a tab bar or a spin box is made of is reached by its arrows,
// the cells of a header by those of its table.
inline QStringList unreached(const QWidget *root, const QSet<QWidget *> &reached)
{
    QStringList names;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        const bool usable = widget->isVisible() && widget->isEnabled() && !widget->focusProxy();
        const bool control = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
                          || qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QComboBox *>(widget);
        const QWidget *owner = widget->parentWidget();
        const bool part = owner->inherits("QTabBar") || owner->inherits("QAbstractSpinBox")
                       || owner->inherits("QComboBox") || qobject_cast<const QLineEdit *>(owner)
                       || widget->inherits("QHeaderView")
                       || qobject_cast<const QAbstractItemView *>(owner->parentWidget()) // on the cells
                       || (owner->inherits("QTableView") && qobject_cast<const QAbstractButton *>(widget));
        if (usable && control && !part && !reached.contains(widget) && !isReachedByArrows(widget, reached))
            names << describeWidget(widget);
    }
    return names;
}

// Of those that were reached, the ones with neither a name nor words of their own (a tab bar speaks by its tabs).
inline QStringList nameless(const QSet<QWidget *> &reached)
{
    QStringList names;
    for (const QWidget *widget : reached) {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        if (!widget->inherits("QTabBar") && widget->accessibleName().isEmpty() && widget->toolTip().isEmpty()
            && !(button && !button->text().isEmpty()))
            names << describeWidget(widget);
    }
    return names;
}

} // namespace howdah::test
