// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chartview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <algorithm>
#include <map>

namespace howdah::ui {

namespace {

// One mark of a chart, as a screen reader meets it.
class MarkAccessible final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    MarkAccessible(ChartView *view, const MarkRef &mark)
        : m_view(view)
        , m_mark(mark)
    {
    }

    [[nodiscard]] bool isValid() const override { return m_view && position() >= 0; }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text which) const override
    {
        return m_view && which == QAccessible::Name ? m_view->wordsOf(m_mark) : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!m_view)
            return {};
        const QPoint middle = m_view->viewport()->mapToGlobal(m_view->chart().positionOf(m_mark).toPoint());
        return {middle - QPoint(6, 6), QSize(12, 12)};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        state.readOnly = true;
        if (m_view) {
            state.focused = m_view->hasFocus() && m_view->chart().current() == m_mark;
            state.selected = m_view->chart().current() == m_mark;
            state.invisible = !m_view->isVisible();
        }
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }

    [[nodiscard]] QStringList actionNames() const override { return {setFocusAction(), pressAction()}; }
    void doAction(const QString &name) override
    {
        if (!m_view)
            return;
        if (name == setFocusAction()) {
            m_view->setFocus(Qt::OtherFocusReason);
            m_view->setCurrent(m_mark);
        } else if (name == pressAction()) {
            Q_EMIT m_view->drillWanted(m_mark.series, m_mark.point);
        }
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    [[nodiscard]] qsizetype position() const
    {
        const auto &marks = m_view->chart().marks();
        const auto at = std::ranges::find(marks, m_mark);
        return at == marks.end() ? -1 : at - marks.begin();
    }

    QPointer<ChartView> m_view;
    MarkRef m_mark;
};

// The chart: its title, its summary, and its marks as children.
class ChartAccessible final : public QAccessibleWidget
{
public:
    explicit ChartAccessible(ChartView *view)
        : QAccessibleWidget(view, QAccessible::Chart)
    {
    }
    ~ChartAccessible() override { forget(); }

    [[nodiscard]] int childCount() const override { return int(view()->chart().marks().size()); }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        const auto &marks = view()->chart().marks();
        if (index < 0 || size_t(index) >= marks.size())
            return nullptr;
        const MarkRef mark = marks[size_t(index)];
        const auto [at, isNew] = m_children.try_emplace({mark.series, mark.point}, 0);
        if (isNew)
            at->second = QAccessible::registerAccessibleInterface(new MarkAccessible(view(), mark));
        return QAccessible::accessibleInterface(at->second);
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (this->child(i) == child)
                return i;
        }
        return -1;
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override
    {
        const auto current = view()->chart().current();
        const auto &marks = view()->chart().marks();
        const auto at = current ? std::ranges::find(marks, *current) : marks.end();
        return at == marks.end() ? nullptr : child(int(at - marks.begin()));
    }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        const auto mark = view()->chart().markAt(view()->viewport()->mapFromGlobal(QPoint(x, y)));
        const auto &marks = view()->chart().marks();
        const auto at = mark ? std::ranges::find(marks, *mark) : marks.end();
        return at == marks.end() ? nullptr : child(int(at - marks.begin()));
    }
    [[nodiscard]] QString text(QAccessible::Text which) const override
    {
        if (which == QAccessible::Value) {
            const auto current = view()->chart().current();
            return current ? view()->wordsOf(*current) : QString();
        }
        return QAccessibleWidget::text(which);
    }

private:
    [[nodiscard]] ChartView *view() const { return static_cast<ChartView *>(object()); }
    void forget()
    {
        for (const auto &[mark, id] : m_children)
            QAccessible::deleteAccessibleInterface(id);
    }

    mutable std::map<std::pair<int, int>, QAccessible::Id> m_children;
};

QAccessibleInterface *accessibleOf(const QString &, QObject *object)
{
    auto *view = qobject_cast<ChartView *>(object);
    return view ? new ChartAccessible(view) : nullptr;
}

} // namespace

void installChartAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(accessibleOf);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace howdah::ui
