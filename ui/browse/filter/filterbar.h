// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/filter/tablememory.h"

class QAction;
class QMenu;
class QPlainTextEdit;
class QToolButton;

namespace howdah::ui {

class FilterGroupView;

// What restricts the rows of a grid: a search in all text, a free condition that PostgreSQL's parser checks while it is
// typed, lines of column, operator and value, and groups of such lines. Enter applies; nothing is sent before.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);

    // Another relation: takes everything away without a signal.
    void setShape(const data::RelationShape &shape);
    void setFilterSet(const data::FilterSet &set); // without a signal
    [[nodiscard]] data::FilterSet filterSet() const;
    // Adds a line for the column (the first one when empty) and puts the cursor into its value.
    void addFilter(const QString &column = {});
    void addFilter(const data::Filter &filter);
    void addGroup();
    void focusCondition();
    void focusSearch();
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
    void updateSql();
    void fillSavedMenu();
    void askForName();
    void remove(const QString &name);

    data::RelationShape m_shape;
    FilterGroupView *m_root;
    QLineEdit *m_search;
    QLineEdit *m_condition;
    QLabel *m_problem;
    QPlainTextEdit *m_sql;
    QWidget *m_saveLine = nullptr;
    QLineEdit *m_name;
    QToolButton *m_clearButton = nullptr;
    QToolButton *m_savedButton = nullptr;
    QMenu *m_savedMenu;
    QAction *m_add;
    QAction *m_addGroup;
    QAction *m_save;
    QAction *m_showSql;
    QAction *m_clear;
    QAction *m_focusSearch;
    std::vector<SavedFilter> m_saved;
};

} // namespace howdah::ui
