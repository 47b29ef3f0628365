// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QStringList>
#include <QWidget>

#include <functional>

namespace howdah::test {

struct AccessibleWalk
{
    int controls = 0;
    QStringList nameless; // controls that a screen reader could not tell apart
};

// As a screen reader meets it: what is seen of a window, and what of it has no name.
inline AccessibleWalk walkAccessibly(QWidget *window)
{
    QAccessible::setActive(true);
    AccessibleWalk found;
    const std::function<void(QAccessibleInterface *)> walk = [&](QAccessibleInterface *one) {
        if (!one || one->state().invisible)
            return;
        switch (one->role()) {
        case QAccessible::Button:
        case QAccessible::CheckBox:
        case QAccessible::RadioButton:
        case QAccessible::ButtonMenu:
        case QAccessible::ButtonDropDown:
        case QAccessible::EditableText:
        case QAccessible::List:
        case QAccessible::Table:
        case QAccessible::PageTab:
        case QAccessible::PageTabList:
        case QAccessible::ComboBox: {
            ++found.controls;
            const QObject *object = one->object();
            // The inside of a box of choices, and what scrolls tabs.
            const bool inside = object && object->parent() && object->parent()->inherits("QComboBox");
            const bool scroller = object && object->parent() && object->parent()->inherits("QTabBar");
            if (one->text(QAccessible::Name).isEmpty() && !inside && !scroller)
                found.nameless
                    << (object ? QString::fromLatin1(object->metaObject()->className()) + QLatin1Char(' ')
                                     + object->objectName()
                               : QStringLiteral("?"));
            break;
        }
        default:
            break;
        }
        if (one->role() == QAccessible::ComboBox || one->role() == QAccessible::Table
            || one->role() == QAccessible::List)
            return;
        for (int i = 0; i < one->childCount(); ++i)
            walk(one->child(i));
    };
    walk(QAccessible::queryAccessibleInterface(window));
    return found;
}

} // namespace howdah::test
