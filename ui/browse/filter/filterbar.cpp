// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/filterbar.h"

#include "browse/filter/conditionfield.h"
#include "browse/filter/filtergroupview.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "data/page/cellfilter.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostSqlLines = 8;
constexpr qsizetype MostMenuLetters = 60;

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_root(new FilterGroupView({}, FilterGroupView::Place::Root, this))
    , m_search(new QLineEdit(this))
    , m_condition(new ConditionField(this))
    , m_problem(plainLabel({}, this))
    , m_sql(new QPlainTextEdit(this))
    , m_name(new QLineEdit(this))
    , m_applyButton(button(tr("Apply"), ButtonRole::Primary, this))
    , m_savedMenu(new QMenu(this))
    , m_add(new QAction(icon(u"list-add"_s), tr("Filter"), this))
    , m_addGroup(new QAction(icon(u"format-indent-more"_s), tr("Add a group of filters"), this))
    , m_save(new QAction(icon(u"document-save"_s), tr("Save this filter…"), this))
    , m_showSql(new QAction(icon(u"code-context"_s), tr("Filter as SQL"), this))
    , m_clear(new QAction(tr("Clear"), this))
    , m_focusSearch(new QAction(icon(u"edit-find"_s), tr("Search the text of all rows"), this))
    , m_focusCondition(new QAction(tr("Type a condition (WHERE)"), this))
{
    m_problem->setWordWrap(true);
    m_problem->setFont(smallFont());
    m_problem->hide();
    m_sql->setReadOnly(true);
    m_sql->setFont(fixedFont());
    m_sql->setAccessibleName(tr("The filter as SQL"));
    m_sql->hide();
    makeActions();
    makeSearch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->setSpacing(space::tight);
    layout->addWidget(makeLine());
    layout->addWidget(m_root);
    layout->addWidget(makeSaveLine());
    layout->addWidget(m_problem);
    layout->addWidget(m_sql);
    m_applyButton->setObjectName(u"applyFilter"_s);
    m_applyButton->setToolTip(tr("The rows below are not filtered by this yet (Enter)"));
    connect(m_applyButton, &QPushButton::clicked, this, &FilterBar::apply);
    connect(m_root, &FilterGroupView::submitted, this, &FilterBar::apply);
    connect(m_root, &FilterGroupView::edited, this, &FilterBar::updatePending);
    connect(m_condition, &QLineEdit::textChanged, this, &FilterBar::updatePending);
    connect(m_search, &QLineEdit::textChanged, this, &FilterBar::updatePending);
    connect(m_condition, &QLineEdit::textChanged, this, &FilterBar::checkCondition);
    connect(m_condition, &QLineEdit::returnPressed, this, &FilterBar::apply);
    updateClear();
    updatePending();
}

void FilterBar::makeActions()
{
    m_add->setToolTip(tr("Add a filter on a column"));
    connect(m_add, &QAction::triggered, this, [this] { addFilter(QString()); });
    m_addGroup->setToolTip(tr("Add a group: match any, all or none of its filters"));
    connect(m_addGroup, &QAction::triggered, this, &FilterBar::addGroup);
    m_save->setToolTip(tr("Save this filter under a name, for this table"));
    connect(m_save, &QAction::triggered, this, &FilterBar::askForName);
    m_showSql->setCheckable(true);
    m_showSql->setToolTip(tr("Show the filter as it is sent to the server, as SQL"));
    connect(m_showSql, &QAction::toggled, this, &FilterBar::updateSql);
    m_clear->setToolTip(tr("Clear filters"));
    connect(m_clear, &QAction::triggered, this, &FilterBar::clear);
    m_focusSearch->setShortcut(QKeySequence(u"Ctrl+Alt+F"_s));
    m_focusSearch->setToolTip(tr("Rows in which any text column contains the words, case-insensitively"));
    connect(m_focusSearch, &QAction::triggered, this, &FilterBar::focusSearch);
    m_focusCondition->setShortcut(QKeySequence(u"Ctrl+Alt+W"_s));
    connect(m_focusCondition, &QAction::triggered, this, &FilterBar::focusCondition);
    connect(m_savedMenu, &QMenu::aboutToShow, this, &FilterBar::fillSavedMenu);
}

void FilterBar::makeSearch()
{
    m_search->setPlaceholderText(tr("Search text"));
    m_search->setAccessibleName(tr("Search text"));
    m_search->setToolTip(m_focusSearch->toolTip());
    addClearButton(m_search);
    m_search->addAction(icon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(120);
    connect(m_search, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(m_search, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.isEmpty())
            apply(); // nothing is looked for any more: that need not be confirmed
    });
}

static QToolButton *toolButton(QAction *action, Qt::ToolButtonStyle style, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setToolButtonStyle(style);
    button->setAccessibleName(action->toolTip());
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QWidget *FilterBar::makeLine()
{
    auto *line = new QWidget(this);
    auto *where = new QLabel(u"WHERE"_s, line);
    where->setFont(smallFont());
    where->setBuddy(m_condition);
    m_condition->setFont(fixedFont());
    addClearButton(m_condition);
    m_condition->setPlaceholderText(tr("any condition, e.g. score > 0.9 AND name LIKE 'A%'"));
    m_condition->setAccessibleName(tr("Condition"));
    m_savedButton = new QToolButton(line);
    m_savedButton->setIcon(icon(u"bookmarks"_s));
    m_savedButton->setToolTip(tr("Saved filters of this table"));
    m_savedButton->setAccessibleName(m_savedButton->toolTip());
    m_savedButton->setPopupMode(QToolButton::InstantPopup);
    m_savedButton->setMenu(m_savedMenu);
    m_savedButton->setAutoRaise(true);
    m_clearButton = toolButton(m_clear, Qt::ToolButtonTextOnly, line);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_search, 1);
    layout->addSpacing(space::tight);
    layout->addWidget(where);
    layout->addWidget(m_condition, 3);
    layout->addWidget(toolButton(m_add, Qt::ToolButtonTextBesideIcon, line));
    layout->addWidget(toolButton(m_addGroup, Qt::ToolButtonIconOnly, line));
    layout->addWidget(toolButton(m_showSql, Qt::ToolButtonIconOnly, line));
    layout->addWidget(m_savedButton);
    layout->addWidget(m_clearButton);
    layout->addWidget(m_applyButton);
    return line;
}

QWidget *FilterBar::makeSaveLine()
{
    m_saveLine = new QWidget(this);
    m_name->setPlaceholderText(tr("Name of this filter"));
    m_name->setAccessibleName(m_name->placeholderText());
    QPushButton *save = button(tr("Save"), ButtonRole::Plain, m_saveLine);
    QPushButton *cancel = button(tr("Cancel"), ButtonRole::Plain, m_saveLine);
    auto *layout = new QHBoxLayout(m_saveLine);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_name, 1);
    layout->addWidget(save);
    layout->addWidget(cancel);
    layout->addStretch(1);
    m_saveLine->hide();
    const auto keep = [this] { saveAs(m_name->text()); };
    connect(m_name, &QLineEdit::returnPressed, this, keep);
    connect(save, &QPushButton::clicked, this, keep);
    connect(cancel, &QPushButton::clicked, this, [this] { m_saveLine->hide(); });
    auto *escape = new QShortcut(Qt::Key_Escape, m_saveLine);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, [this] {
        m_saveLine->hide();
        m_condition->setFocus(Qt::OtherFocusReason);
    });
    return m_saveLine;
}

// ---- what is asked for

void FilterBar::setShape(const data::RelationShape &shape)
{
    m_shape = shape;
    m_root->setShape(shape);
    m_condition->setShape(shape);
    m_search->setEnabled(shape.columns.empty() || std::ranges::any_of(shape.columns, data::isSearched));
    m_search->setPlaceholderText(m_search->isEnabled() ? tr("Search text") : tr("There are no text columns"));
    m_saveLine->hide();
    setFilterSet({});
}

void FilterBar::setFilterSet(const data::FilterSet &set)
{
    m_root->setGroup(set.root());
    m_condition->setText(set.condition);
    if (!m_condition->hasFocus())
        m_condition->setCursorPosition(0); // of a long one the beginning is seen
    m_search->setText(set.search);
    m_applied = filterSet();
    updateClear();
    updateSql();
    updatePending();
}

void FilterBar::setConnection(ConnectionController *connection) { m_root->setConnection(connection); }

// Beside what it would apply, so that nobody takes for filtered what is not.
void FilterBar::updatePending() { m_applyButton->setVisible(isPending()); }

data::FilterSet FilterBar::filterSet() const
{
    data::FilterGroup root = m_root->group();
    data::FilterSet set{
        std::move(root.filters), m_condition->text().trimmed(), root.join, std::move(root.groups), m_search->text()};
    // One filter alone, or none, is joined to nothing.
    if (set.filters.size() + set.groups.size() < 2)
        set.join = data::Join::All;
    return set;
}

FilterRow *FilterBar::addRow(const QString &column)
{
    if (m_shape.columns.empty())
        return nullptr;
    const QString name = column.isEmpty() ? m_shape.columns.front().name : column;
    const auto found = std::ranges::find(m_shape.columns, name, &data::ColumnShape::name);
    if (found == m_shape.columns.end())
        return nullptr;
    FilterRow *row = m_root->addRow();
    row->setFilter({name, data::operatorsFor(*found).front(), {}});
    updateClear();
    updatePending();
    return row;
}

void FilterBar::addFilter(const QString &column)
{
    if (FilterRow *row = addRow(column))
        row->focusValue();
}

void FilterBar::chooseFilter(const QString &column)
{
    // Where it opens is known when the line has its place.
    if (FilterRow *row = addRow(column))
        QMetaObject::invokeMethod(row, &FilterRow::openChooser, Qt::QueuedConnection);
}

void FilterBar::addFilter(const data::Filter &filter)
{
    m_root->addRow()->setFilter(filter);
    apply();
}

void FilterBar::restrictBy(const data::FilterGroup &group)
{
    setFilterSet(data::restrictedBy(filterSet(), group));
    apply();
}

void FilterBar::addGroup()
{
    if (m_shape.columns.empty())
        return;
    FilterRow *row = m_root->addGroup()->addRow();
    row->setFilter({m_shape.columns.front().name, data::operatorsFor(m_shape.columns.front()).front(), {}});
    row->focusValue();
    updateClear();
}

void FilterBar::focusCondition()
{
    m_condition->setFocus(Qt::ShortcutFocusReason);
    m_condition->selectAll();
}

void FilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void FilterBar::search(const QString &text)
{
    m_search->setText(text);
    apply();
}

void FilterBar::apply()
{
    updateClear();
    updateSql();
    if (data::conditionProblem(m_condition->text()))
        return; // the message stands beneath the field
    m_applied = filterSet();
    updatePending();
    Q_EMIT applied(m_applied);
}

void FilterBar::clear()
{
    setFilterSet({});
    Q_EMIT applied({});
}

void FilterBar::updateClear()
{
    const bool something =
        !m_root->isEmpty() || !m_condition->text().trimmed().isEmpty() || !m_search->text().isEmpty();
    m_clear->setEnabled(something);
    m_save->setEnabled(something);
    m_clearButton->setVisible(something);
}

// ---- what is wrong, and what it means

void FilterBar::showProblem(const QString &message)
{
    m_problem->setText(message);
    m_problem->setVisible(!message.isEmpty());
    paintProblem();
}

bool FilterBar::showValueProblem(const std::vector<int> &address, int operand, const QString &message)
{
    FilterRow *row = m_root->rowAt(address);
    if (row)
        row->showProblem(operand, message);
    return row != nullptr;
}

// A style sheet of the application outweighs palettes, so the colour is set by one of its own; again with the theme.
void FilterBar::paintProblem() { m_problem->setStyleSheet(u"color: %1"_s.arg(color(Tone::Failed, palette()).name())); }

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_problem->text().isEmpty())
        paintProblem();
}

void FilterBar::checkCondition()
{
    const auto problem = data::conditionProblem(m_condition->text());
    showProblem(problem ? problem->message : QString());
    updateClear();
}

void FilterBar::updateSql()
{
    m_sql->setVisible(m_showSql->isChecked());
    if (!m_showSql->isChecked())
        return;
    const Result<QString> predicate = data::readablePredicate(m_shape, filterSet());
    const QString text = !predicate           ? predicate.error().message
                       : predicate->isEmpty() ? tr("-- no filter")
                                              : u"WHERE "_s + *predicate;
    m_sql->setPlainText(text);
    const int lines = std::min(int(text.count(u'\n')) + 1, MostSqlLines);
    m_sql->setFixedHeight(lines * QFontMetrics(fixedFont()).lineSpacing() + 3 * space::inside);
}

QString FilterBar::shownSql() const { return m_showSql->isChecked() ? m_sql->toPlainText() : QString(); }

// ---- kept filters

void FilterBar::setSavedFilters(std::vector<SavedFilter> filters) { m_saved = std::move(filters); }

void FilterBar::askForName()
{
    m_saveLine->show();
    m_name->clear();
    m_name->setFocus(Qt::ShortcutFocusReason);
}

void FilterBar::saveAs(const QString &name)
{
    const QString wanted = name.simplified();
    const data::FilterSet set = filterSet();
    if (wanted.isEmpty() || set.isEmpty())
        return;
    const auto same = std::ranges::find(m_saved, wanted, &SavedFilter::name);
    if (same != m_saved.end())
        same->set = set;
    else
        m_saved.push_back({wanted, set});
    m_saveLine->hide();
    Q_EMIT savedFiltersChanged();
}

void FilterBar::remove(const QString &name)
{
    std::erase_if(m_saved, [&](const SavedFilter &each) { return each.name == name; });
    Q_EMIT savedFiltersChanged();
}

void FilterBar::fillSavedMenu()
{
    m_savedMenu->clear();
    for (const SavedFilter &each : m_saved) {
        QAction *use = m_savedMenu->addAction(icon(u"view-filter"_s), plainCaption(each.name, MostMenuLetters));
        connect(use, &QAction::triggered, this, [this, set = each.set] {
            setFilterSet(set);
            apply();
        });
    }
    if (m_saved.empty())
        m_savedMenu->addAction(tr("No saved filters for this table"))->setEnabled(false);
    m_savedMenu->addSeparator();
    m_savedMenu->addAction(m_save);
    if (m_saved.empty())
        return;
    QMenu *forget = m_savedMenu->addMenu(icon(u"list-remove"_s), tr("Remove"));
    for (const SavedFilter &each : m_saved) {
        QAction *action = forget->addAction(plainCaption(each.name, MostMenuLetters));
        connect(action, &QAction::triggered, this, [this, name = each.name] { remove(name); });
    }
}

QList<QAction *> FilterBar::paletteActions() const
{
    return {m_focusSearch, m_focusCondition, m_addGroup, m_save, m_showSql};
}

} // namespace howdah::ui
