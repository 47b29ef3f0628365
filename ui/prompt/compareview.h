// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/comparerows.h"

#include <QAbstractListModel>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QListView;

namespace howdah::ui {

class CompareModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { KindRole = Qt::UserRole, OldLineRole, NewLineRole, SpansRole, FoldedRole };

    using QAbstractListModel::QAbstractListModel;
    void setRows(std::shared_ptr<const CompareRows> rows);
    [[nodiscard]] const CompareRows *rows() const { return m_rows.get(); }
    [[nodiscard]] const CompareRow &row(int number) const { return m_rows->rows[size_t(number)]; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::shared_ptr<const CompareRows> m_rows;
};

// Two texts compared by lines, then by words; the work is done elsewhere, and what is done is shown at once.
class CompareView final : public QWidget
{
    Q_OBJECT
public:
    explicit CompareView(QWidget *parent = nullptr);
    ~CompareView() override;

    // Empty names clear it.
    void compare(const QString &before, const QString &after);
    void clear();
    [[nodiscard]] const CompareModel &model() const { return m_model; }
    [[nodiscard]] QList<QAction *> actions() const { return {m_next, m_previous}; }

Q_SIGNALS:
    void linesShown(); // the lines of what was asked for last are there
    void wordsShown();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void take(const std::shared_ptr<const CompareRows> &rows, bool keepPlace);
    void step(int direction);
    void copy();
    [[nodiscard]] int columns() const;

    CompareModel m_model;
    QThreadPool m_pool;
    std::stop_source m_stop;
    QTimer m_resized;
    QString m_before;
    QString m_after;
    std::shared_ptr<const prompt::Diff> m_diff;
    quint64 m_asked = 0;
    int m_columns = 0;
    QListView *m_list = nullptr;
    QLabel *m_summary = nullptr;
    QAction *m_next = nullptr;
    QAction *m_previous = nullptr;
};

} // namespace howdah::ui
