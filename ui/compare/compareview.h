// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "compare/comparerows.h"

#include <QAbstractListModel>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <functional>

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
    void setSideBySide(bool beside);
    [[nodiscard]] bool isSideBySide() const { return m_isSideBySide; }
    // Of a line of the view: the row at the left, and the one at the right; the same one of what stands in one column.
    [[nodiscard]] const CompareRow *left(int line) const;
    [[nodiscard]] const CompareRow *right(int line) const;
    // The line of the view that a row stands in.
    [[nodiscard]] int lineOf(int row) const;
    [[nodiscard]] const CompareRows *rows() const { return m_rows.get(); }
    [[nodiscard]] const CompareRow &row(int number) const { return m_rows->rows[size_t(number)]; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] const CompareRow *at(int row) const;

    std::shared_ptr<const CompareRows> m_rows;
    std::vector<ComparePair> m_pairs; // side by side
    bool m_isSideBySide = false;
};

// Two texts compared by lines, then by words; the work is done elsewhere, and what is done is shown at once.
class CompareView final : public QWidget
{
    Q_OBJECT
public:
    explicit CompareView(QWidget *parent = nullptr);
    ~CompareView() override;

    void compare(const QString &before, const QString &after);
    // Two texts that take long to make: made elsewhere, too.
    using Texts = std::function<std::pair<QString, QString>()>;
    void compare(Texts make);
    void clear();
    // Whether the texts go to a model, so that their tokens count. True at first.
    void setCountsTokens(bool counts) { m_countsTokens = counts; }
    // What a million tokens of input cost, where that is known.
    void setInputPrice(std::optional<double> price) { m_price = price; }
    [[nodiscard]] QString summary() const;
    [[nodiscard]] const CompareModel &model() const { return m_model; }
    [[nodiscard]] QList<QAction *> actions() const { return {m_next, m_previous, m_beside}; }

Q_SIGNALS:
    void linesShown(); // the lines of what was asked for last are there
    void wordsShown();
    void tokensShown();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void compareMade(Texts make);
    void build();
    void estimate(const std::pair<QString, QString> &texts);
    void updateSummary();
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
    QString m_tokens;   // what they say of the texts that are compared
    Latest m_questions; // for the differences, and then for their rows
    Latest m_estimates;
    bool m_countsTokens = true;
    std::optional<double> m_price;
    int m_columns = 0;
    QListView *m_list = nullptr;
    QLabel *m_summary = nullptr;
    QAction *m_next = nullptr;
    QAction *m_previous = nullptr;
    QAction *m_beside = nullptr;
};

} // namespace howdah::ui
