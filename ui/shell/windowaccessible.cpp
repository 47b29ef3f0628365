// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windowaccessible.h"

#include "shell/rail.h"

#include <QAccessibleWidget>
#include <QAction>
#include <QCoreApplication>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// One of the pages, as the tab that it is.
class PageTabAccessible final : public QAccessibleWidget
{
public:
    explicit PageTabAccessible(RailButton *button)
        : QAccessibleWidget(button)
    {
    }

    // It may be asked for before it is told that it can be checked.
    [[nodiscard]] QAccessible::Role role() const override
    {
        return button()->isCheckable() ? QAccessible::PageTab : QAccessible::Button;
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.selectable = button()->isCheckable();
        state.selected = button()->isChecked();
        return state;
    }
    [[nodiscard]] QStringList actionNames() const override
    {
        return QStringList{pressAction()} + QAccessibleWidget::actionNames();
    }
    void doAction(const QString &name) override
    {
        if (name == pressAction())
            button()->click();
        else
            QAccessibleWidget::doAction(name);
    }

private:
    [[nodiscard]] RailButton *button() const { return static_cast<RailButton *>(object()); }
};

// A picture at an end of a line to type in. Qt gives it no name; the one that clears it is the only one that has no
// action of ours.
class LineIconAccessible final : public QAccessibleWidget
{
public:
    explicit LineIconAccessible(QToolButton *button)
        : QAccessibleWidget(button, QAccessible::Button)
    {
    }

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        QString given = QAccessibleWidget::text(kind);
        if (kind != QAccessible::Name || !given.isEmpty())
            return given;
        const QAction *action = button()->defaultAction();
        if (!action || action->objectName() == "_q_qlineeditclearaction"_L1)
            return QCoreApplication::translate("Shell", "Clear");
        const QString said = action->text().isEmpty() ? action->toolTip() : action->text();
        // A sign of what the line is for.
        return said.isEmpty() && widget()->parentWidget() ? widget()->parentWidget()->accessibleName() : said;
    }
    [[nodiscard]] QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &name) override
    {
        if (name == pressAction())
            button()->click();
    }

private:
    [[nodiscard]] QToolButton *button() const { return static_cast<QToolButton *>(object()); }
};

// Its children are those that are in sight, in the order of reading. Qt takes all of them in the order in which they
// were made, and the cells of a hidden view say that they are shown.
class PartsAccessible final : public QAccessibleWidget
{
public:
    using QAccessibleWidget::QAccessibleWidget;

    [[nodiscard]] int childCount() const override { return int(parts().size()); }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        const QList<QWidget *> shown = parts();
        return index < 0 || index >= shown.size() ? nullptr : QAccessible::queryAccessibleInterface(shown[index]);
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        return child ? int(parts().indexOf(qobject_cast<QWidget *>(child->object()))) : -1;
    }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint place = widget()->mapFromGlobal(QPoint(x, y));
        for (QWidget *part : parts()) {
            if (part->geometry().contains(place))
                return QAccessible::queryAccessibleInterface(part);
        }
        return nullptr;
    }

private:
    [[nodiscard]] QList<QWidget *> parts() const
    {
        QList<QWidget *> shown;
        for (QObject *child : widget()->children()) {
            auto *part = qobject_cast<QWidget *>(child);
            if (part && !part->isWindow() && part->isVisibleTo(widget()))
                shown << part;
        }
        std::ranges::stable_sort(shown, {}, [](const QWidget *part) { return std::pair(part->y(), part->x()); });
        return shown;
    }
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className == "howdah::ui::RailButton"_L1) {
        auto *button = qobject_cast<RailButton *>(object);
        return button ? new PageTabAccessible(button) : nullptr;
    }
    if (className == "QLineEditIconButton"_L1) {
        auto *button = qobject_cast<QToolButton *>(object);
        return button ? new LineIconAccessible(button) : nullptr;
    }
    static const std::array roles{
        std::pair("howdah::ui::Page"_L1, QAccessible::Pane),
        std::pair("howdah::ui::RowsPane"_L1, QAccessible::Pane),
        std::pair("howdah::ui::StateStack"_L1, QAccessible::LayeredPane),
        std::pair("QStackedWidget"_L1, QAccessible::LayeredPane),
        std::pair("QSplitter"_L1, QAccessible::Splitter),
    };
    const auto found = std::ranges::find_if(roles, [&className](const auto &role) { return className == role.first; });
    auto *part = qobject_cast<QWidget *>(object);
    return part && found != roles.end() ? new PartsAccessible(part, found->second) : nullptr;
}

} // namespace

void installWindowAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace howdah::ui
