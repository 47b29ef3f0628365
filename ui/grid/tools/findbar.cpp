// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/tools/findbar.h"

#include "grid/gridroles.h"
#include "grid/gridtable.h"
#include "grid/windowedtablemodel.h"
#include "common/icons.h"
#include "common/quantities.h"
#include "common/widgets.h"
#include "common/turnclock.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// From the cell with the cursor around all of them, back to it.
struct FindBar::Search
{
    QString text;
    std::vector<int> columns; // as they stand
    int rows = 0;
    int step = 1;
    int startRow = 0;
    int startPlace = 0;
    bool takesStart = false; // the cell itself may be it: a word is being typed
    int done = 0;            // rows
    int row = -1;
    int column = -1;
    bool wrapped = false;
};

FindBar::FindBar(GridTable *table, QWidget *parent)
    : QWidget(parent)
    , m_table(table)
    , m_text(new QLineEdit(this))
    , m_status(mutedLabel({}, this))
    , m_all(button(tr("Search all rows"), ButtonRole::Plain, this))
{
    m_text->setObjectName(u"findText"_s);
    m_text->setPlaceholderText(tr("Find in the loaded rows"));
    m_text->setAccessibleName(m_text->placeholderText());
    addClearButton(m_text);
    m_status->setObjectName(u"findStatus"_s);
    m_all->setObjectName(u"findInAll"_s);
    m_all->setToolTip(tr("Filter the rows of the whole relation by these words"));
    QPushButton *on = button(tr("Next"), ButtonRole::Plain, this);
    QPushButton *back = button(tr("Previous"), ButtonRole::Plain, this);
    QPushButton *end = button(tr("Close"), ButtonRole::Plain, this);
    on->setToolTip(tr("The next cell with these words (Enter, F3)"));
    back->setToolTip(tr("The cell before (Shift+Enter, Shift+F3)"));
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::inside);
    line->addWidget(m_text, 1);
    line->addWidget(on);
    line->addWidget(back);
    line->addWidget(m_status, 1);
    line->addWidget(m_all);
    line->addWidget(end);
    connect(m_text, &QLineEdit::textChanged, this, [this] { begin(Way::On, true); });
    connect(on, &QPushButton::clicked, this, [this] { go(Way::On); });
    connect(back, &QPushButton::clicked, this, [this] { go(Way::Back); });
    connect(end, &QPushButton::clicked, this, &FindBar::close);
    connect(m_all, &QPushButton::clicked, this, [this] {
        const QString text = m_text->text();
        close();
        Q_EMIT searchAllWanted(text);
    });
    hide();
}

void FindBar::open()
{
    show();
    m_status->clear();
    m_all->setVisible(false);
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FindBar::close()
{
    m_asked.drop();
    if (isHidden())
        return;
    hide();
    Q_EMIT closed();
}

QString FindBar::status() const { return m_status->text(); }

void FindBar::go(Way way)
{
    if (isHidden())
        open();
    begin(way, false);
}

void FindBar::begin(Way way, bool fromHere)
{
    m_asked.next();
    const WindowedTableModel *model = m_table->windowedModel();
    const auto search = std::make_shared<Search>();
    search->text = m_text->text();
    search->columns = m_table->shownColumns();
    search->rows = model ? model->rowCount() : 0;
    m_status->clear();
    m_all->setVisible(!search->text.isEmpty() && model && !(model->isAtStart() && model->isAtEnd()));
    if (search->text.isEmpty() || search->rows == 0 || search->columns.empty())
        return;
    search->step = way == Way::On ? 1 : -1;
    search->takesStart = fromHere;
    const QModelIndex current = m_table->currentIndex();
    search->startRow = current.isValid() ? current.row() : 0;
    const auto place = std::ranges::find(search->columns, current.column());
    search->startPlace = place == search->columns.end() ? 0 : int(place - search->columns.begin());
    search->takesStart = search->takesStart || !current.isValid();
    inTurns(
        this,
        [this, search, question = m_asked.question()] {
            // Rows may have come or gone since: then it is begun again by whoever wants it.
            const WindowedTableModel *now = m_table->windowedModel();
            return question.isWanted() && now && now->rowCount() == search->rows && look(*search);
        },
        [this, search, question = m_asked.question()] {
            if (question.isWanted())
                ended(*search);
        });
}

// One row. False when it was the last one to look at.
bool FindBar::look(Search &search) const
{
    const auto count = int(search.columns.size());
    const int row = ((search.startRow + search.step * search.done) % search.rows + search.rows) % search.rows;
    const bool isFirst = search.done == 0;
    const bool isLast = search.done == search.rows; // the row of the cursor again: what lies behind it
    int from = search.step > 0 ? 0 : count - 1;
    int to = search.step > 0 ? count : -1;
    if (isFirst)
        from = search.takesStart ? search.startPlace : search.startPlace + search.step;
    if (isLast)
        to = search.takesStart ? search.startPlace : search.startPlace + search.step;
    for (int place = from; search.step > 0 ? place < to : place > to; place += search.step) {
        const int column = search.columns[size_t(place)];
        const QModelIndex cell = m_table->model()->index(row, column);
        // What is seen, or the value behind a label.
        if (!cell.data().toString().contains(search.text, Qt::CaseInsensitive)
            && !cell.data(ValueTextRole).toString().contains(search.text, Qt::CaseInsensitive))
            continue;
        search.row = row;
        search.column = column;
        const bool isBehind = search.step > 0 ? row < search.startRow : row > search.startRow;
        search.wrapped = isBehind || isLast;
        return false;
    }
    return ++search.done <= search.rows;
}

void FindBar::ended(const Search &search)
{
    if (search.row < 0) {
        m_status->setText(tr("Not in the %1 that are loaded").arg(rowsWord(search.rows)));
        return;
    }
    const QModelIndex found = m_table->model()->index(search.row, search.column);
    m_table->setCurrentIndex(found);
    m_table->scrollTo(found);
    if (search.wrapped)
        m_status->setText(
            search.step > 0 ? tr("Continued at the first loaded row") : tr("Continued at the last loaded row"));
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    const bool back = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Escape:
        return close();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F3:
        return go(back ? Way::Back : Way::On);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace howdah::ui
