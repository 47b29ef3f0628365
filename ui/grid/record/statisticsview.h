// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/columnstats.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace howdah::ui {

// Statistics of a column as two lists: what the values come to, and the most common ones. UI thread.
class StatisticsView final : public QWidget
{
    Q_OBJECT
public:
    explicit StatisticsView(QWidget *parent = nullptr);

    // Where they come from, in a sentence above them.
    void setSource(const QString &text);
    // Whether rows can be filtered by a value.
    void setFilterable(bool filterable) { m_isFilterable = filterable; }
    // `more`: names and values that stand behind those of the statistics.
    void setStats(const data::ColumnStats &stats, const QList<std::pair<QString, QString>> &more = {});
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    // The rows with this value are wanted.
    void valueActivated(const QString &value);

private:
    void showFigures(const data::ColumnStats &stats);
    void addFigure(const QString &name, const QString &value);

    QLabel *m_source;
    QTreeWidget *m_figures;
    QTreeWidget *m_top;
    bool m_isFilterable = true;
};

} // namespace howdah::ui
