// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/filter/tablememory.h"

class QAction;
class QMenu;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace howdah::ui {

class ConditionField;
class ConnectionController;
class FilterGroupView;
class FilterRow;

// What restricts the rows of a grid: a search in all text, a free condition that PostgreSQL's parser checks while it is
// typed, lines of column, operator and value, and groups of such lines. Enter applies, and so does the button that is
// there while what the bar says is not what was applied; nothing is sent before.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);
    // By whose catalog values are offered: labels of enumerations, referenced rows.
    void setConnection(ConnectionController *connection);

    // Another relation: takes everything away without a signal.
    void setShape(const data::RelationShape &shape);
    void setFilterSet(const data::FilterSet &set); // without a signal
    [[nodiscard]] data::FilterSet filterSet() const;
    // Adds a line for the column (the first one when empty) and puts the cursor into its value.
    void addFilter(const QString &column = {});
    // The same with the values open that the column's type has to offer.
    void chooseFilter(const QString &column);
    void addFilter(const data::Filter &filter);
    // Of the rows that the bar leaves those that the group leaves; applied at once.
    void restrictBy(const data::FilterGroup &group);
    void addGroup();
    void focusCondition();
    void focusSearch();
    // Only rows with these words in any text column; applied at once.
    void search(const QString &text);
    // An error that the server found, shown beneath the condition.
    void showProblem(const QString &message);
    // One that it found in a value, shown at its field; see data::valueChecks(). False when that is not there any more.
    bool showValueProblem(const std::vector<int> &address, int operand, const QString &message);

    void setSavedFilters(std::vector<SavedFilter> filters);
    [[nodiscard]] const std::vector<SavedFilter> &savedFilters() const { return m_saved; }
    void saveAs(const QString &name); // takes the place of one of the same name

    // For palettes.
    [[nodiscard]] QList<QAction *> paletteActions() const;
    [[nodiscard]] QAction *addFilterAction() const { return m_add; }
    // Whether what it says is to be applied yet.
    [[nodiscard]] bool isPending() const { return filterSet() != m_applied; }
    [[nodiscard]] QString shownSql() const; // "" while it is not shown

Q_SIGNALS:
    void applied(const howdah::data::FilterSet &set);
    void savedFiltersChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeActions();
    [[nodiscard]] QWidget *makeLine();
    [[nodiscard]] QWidget *makeSaveLine();
    void makeSearch();
    void paintProblem();
    void checkCondition();
    void apply();
    void clear();
    void updateClear();
    void updatePending();
    FilterRow *addRow(const QString &column);
    void updateSql();
    void fillSavedMenu();
    void askForName();
    void remove(const QString &name);

    data::RelationShape m_shape;
    data::FilterSet m_applied; // what the rows are restricted by
    FilterGroupView *m_root;
    QLineEdit *m_search;
    ConditionField *m_condition;
    QLabel *m_problem;
    QPlainTextEdit *m_sql;
    QWidget *m_saveLine = nullptr;
    QLineEdit *m_name;
    QPushButton *m_applyButton;
    QToolButton *m_clearButton = nullptr;
    QToolButton *m_savedButton = nullptr;
    QMenu *m_savedMenu;
    QAction *m_add;
    QAction *m_addGroup;
    QAction *m_save;
    QAction *m_showSql;
    QAction *m_clear;
    QAction *m_focusSearch;
    QAction *m_focusCondition;
    std::vector<SavedFilter> m_saved;
};

} // namespace howdah::ui
