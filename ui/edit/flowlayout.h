// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>
#include <QStyle>

#include <memory>
#include <vector>

namespace howdah::ui {

// Puts its widgets side by side as long as there is room, and goes on in another line where there is none: for buttons
// in a narrow place. What is hidden takes no room.
class FlowLayout final : public QLayout
{
public:
    using QLayout::QLayout;

    void addItem(QLayoutItem *item) override { m_items.emplace_back(item); }
    [[nodiscard]] int count() const override { return int(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override
    {
        return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
    }
    QLayoutItem *takeAt(int index) override
    {
        if (index < 0 || index >= count())
            return nullptr;
        QLayoutItem *item = m_items[size_t(index)].release();
        m_items.erase(m_items.begin() + index);
        return item;
    }
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return arrange({0, 0, width, 0}, false); }
    void setGeometry(const QRect &rect) override
    {
        QLayout::setGeometry(rect);
        arrange(rect, true);
    }
    // In one line.
    [[nodiscard]] QSize sizeHint() const override
    {
        QSize size(0, 0);
        for (const auto &item : m_items) {
            if (item->isEmpty())
                continue;
            const QSize hint = item->sizeHint();
            size = {size.width() + hint.width() + (size.width() > 0 ? gap() : 0), qMax(size.height(), hint.height())};
        }
        return size + margins();
    }
    // One below the other.
    [[nodiscard]] QSize minimumSize() const override
    {
        QSize size(0, 0);
        for (const auto &item : m_items) {
            if (!item->isEmpty())
                size = size.expandedTo(item->minimumSize());
        }
        return size + margins();
    }

private:
    [[nodiscard]] int gap() const { return qMax(0, spacing()); }
    [[nodiscard]] QSize margins() const
    {
        const QMargins around = contentsMargins();
        return {around.left() + around.right(), around.top() + around.bottom()};
    }
    // Answers the height that it takes.
    int arrange(const QRect &rect, bool places) const
    {
        const QRect room = rect.marginsRemoved(contentsMargins());
        const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
        int x = room.left();
        int y = room.top();
        int line = 0; // height
        for (const auto &item : m_items) {
            if (item->isEmpty())
                continue;
            const QSize hint = item->sizeHint();
            if (x > room.left() && x + hint.width() > room.left() + room.width()) {
                x = room.left();
                y += line + gap();
                line = 0;
            }
            const QSize size(qMin(hint.width(), room.width()), hint.height());
            if (places)
                item->setGeometry(QStyle::visualRect(direction, room, {QPoint(x, y), size}));
            x += size.width() + gap();
            line = qMax(line, size.height());
        }
        return y + line - rect.top() + contentsMargins().bottom();
    }

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace howdah::ui
