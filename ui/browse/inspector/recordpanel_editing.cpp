// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How RecordPanel follows a row of a GridModel and edits it.
#include "grid/gridmodel.h"
#include "grid/gridwords.h"
#include "browse/inspector/entitycard.h"
#include "grid/record/recorddelegate.h"
#include "browse/inspector/recordeditor.h"
#include "browse/inspector/recordpanel.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/sensitivity.h"
#include "data/page/catalogshape.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QKeyEvent>
#include <QListView>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void RecordPanel::attach(GridModel *model)
{
    m_grid = model;
    connect(model, &GridModel::editsChanged, this, &RecordPanel::showEdits);
    connect(&model->labels(), &GridLabels::changed, this, [this] {
        if (m_row.isValid() && m_model->rowCount() > 0)
            maskValues();
    });
    // What was typed belongs to the row as it is known now.
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_editor->commit();
        m_editor->close();
    });
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex &, int first, int last) {
        if (m_row.row() < first || m_row.row() > last)
            return;
        m_editor->commit();
        m_editor->close();
    });
    connect(model, &GridModel::panelEditorWanted, this, [this](int row, int column) {
        showRow(row);
        editColumn(column);
    });
}

void RecordPanel::showRow(int row)
{
    const bool known = m_grid && m_grid->isOpen() && row >= 0 && row < m_grid->rowCount();
    if (known && m_row.isValid() && m_row.row() == row)
        return fetch(); // what is being edited stays
    m_editor->commit();
    m_editor->close();
    m_asked.drop();
    m_isElsewhere = false;
    m_revealed.clear();
    m_row = known ? m_grid->index(row, 0) : QModelIndex();
    if (!known)
        return clear();
    if (m_card)
        m_card->setWaiting();
    setLoading();
    fetch();
}

void RecordPanel::fetch()
{
    m_grid->reader().readRecord(m_row.row(), [this, question = m_asked.next()](const auto &answer) {
        if (question.isWanted())
            arrived(answer);
    });
}

void RecordPanel::arrived(const Result<connection::RowBatch> &answer)
{
    if (!m_row.isValid())
        return clear();
    if (!answer && answer.error().kind == ErrorKind::Cancelled)
        return fetch(); // a page took the session's turn
    if (!answer)
        return setError(answer.error(), [this] { showRow(m_row.row()); });
    if (answer->rowCount() == 0)
        return setError(makeError(
            ErrorKind::NotFound, tr("The row no longer exists"), tr("It was changed or deleted. Refresh with F5.")));
    RecordValues values;
    const auto &columns = m_grid->pages().query()->shape().columns;
    for (qsizetype i = 0; i < qsizetype(columns.size()); ++i)
        values.push_back(answer->value(0, i));
    showCard(values);
    if (m_isElsewhere)
        return; // that is what is looked at; this is known when one goes back
    setRecord(columns, std::move(values));
    maskValues();
    showEdits();
    Q_EMIT recordShown();
}

static QString shortText(const std::optional<QByteArray> &value)
{
    if (!value)
        return RecordPanel::tr("NULL");
    return value->isEmpty() ? RecordPanel::tr("the empty string") : singleLine(beginningOf(*value, 201).text, 200);
}

void RecordPanel::showEdits()
{
    if (!m_grid || m_isElsewhere || !m_row.isValid() || m_model->rowCount() == 0
        || m_model->rowCount() != m_grid->columnCount())
        return;
    const int row = m_row.row();
    const RowState state = m_grid->rows().state(row);
    const data::StagedRow *staged = m_grid->rows().staged(row);
    std::map<int, RecordModel::Edit> edits;
    for (int column = 0; column < m_grid->columnCount(); ++column) {
        RecordModel::Edit edit;
        if (state == RowState::New) {
            edit.value = m_grid->rows().value(row, column);
        } else if (staged && staged->cells.contains(column)) {
            edit.value = staged->cells.at(column);
            edit.note = m_model->isInMask(column)
                          ? tr("Edited")
                          : tr("Edited, was %1").arg(shortText(staged->basis.values[size_t(column)]));
        }
        if (state == RowState::Deleted)
            edit.note = tr("The row will be deleted when you save");
        if (const QString problem = problemWords(m_grid->rows(), row, column); !problem.isEmpty()) {
            // It would quote values.
            edit.note = m_model->isInMask(column) ? tr("This row has a problem") : problem;
            edit.problem = true;
        }
        if (edit.value || !edit.note.isEmpty())
            edits[column] = std::move(edit);
    }
    m_delegate->forget();
    m_model->setEdits(std::move(edits));
}

void RecordPanel::editColumn(int column)
{
    if (m_model->isMasked(column))
        return revealColumn(column);
    if (m_isElsewhere)
        return Q_EMIT refused(tr("This row is looked at from another one: open its table to edit it"));
    if (!m_grid || !m_row.isValid() || column < 0 || column >= m_grid->columnCount())
        return;
    if (const QModelIndex item = m_model->index(column); item.isValid())
        m_view->setCurrentIndex(item);
    m_editor->edit(m_grid, m_row.row(), column);
}

// ---- the card

void RecordPanel::setServices(const PageServices &services)
{
    m_connection = services.connection;
    m_card = new EntityCard(services);
    m_body->insertWidget(0, m_card);
    m_body->setStretchFactor(0, 3);
    m_body->setStretchFactor(1, 2);
    connect(m_card, &EntityCard::shown, this, &RecordPanel::cardShown);
    connect(m_card, &EntityCard::trailChanged, this, &RecordPanel::trailChanged);
    connect(m_card, &EntityCard::rowsWanted, this, &RecordPanel::rowsWanted);
    connect(m_card, &EntityCard::viewWanted, this, &RecordPanel::viewWanted);
    connect(m_card, &EntityCard::changed, this, &RecordPanel::relationChanged);
    connect(m_card, &EntityCard::refused, this, &RecordPanel::refused);
    connect(m_card, &EntityCard::revealed, this, [this](const QString &column) {
        m_revealed.insert(column);
        maskValues();
    });
    connect(&m_connection->entityBook(), &EntityBook::changed, this, [this] {
        if (m_row.isValid() && !m_isElsewhere)
            fetch(); // a model may know it by now
    });
}

void RecordPanel::showCard(const RecordValues &values)
{
    if (!m_card)
        return;
    const data::RelationShape &shape = m_grid->pages().query()->shape();
    entity::RowValues row;
    for (size_t i = 0; i < shape.columns.size() && i < values.size(); ++i)
        row.insert(shape.columns[i].name, values[i]);
    m_card->showRow(shape.oid, row);
}

// Another row than the grid's is followed to, or one is back at that.
void RecordPanel::cardShown()
{
    const bool wasElsewhere = std::exchange(m_isElsewhere, m_card->isElsewhere());
    if (m_isElsewhere != wasElsewhere)
        m_revealed.clear();
    if (!m_isElsewhere) {
        if (wasElsewhere && m_row.isValid())
            fetch();
        return;
    }
    const entity::Card &card = *m_card->card();
    const auto shape = data::shapeOf(card.entities->catalog(), card.entity->relation);
    if (!shape)
        return;
    m_editor->commit();
    m_editor->close();
    RecordValues values;
    for (const data::ColumnShape &column : shape->columns)
        values.push_back(card.record.values.value(column.name));
    m_model->setEdits({});
    setRecord(shape->columns, std::move(values));
    maskValues();
}

void RecordPanel::maskValues()
{
    if (!m_connection)
        return;
    const quint32 relation = m_isElsewhere ? m_card->card()->entity->relation : m_grid->pages().query()->shape().oid;
    const entity::Sensitivity sensitive = entity::sensitivityOf(*m_connection->entityBook().entities(), relation);
    // What the grid shows of the row is no secret beside it.
    const auto isSeen = [this](int column) {
        return !m_isElsewhere && m_row.isValid() && column < m_grid->columnCount()
            && !m_grid->labels().isHidden(m_grid->rows(), m_row.row(), column);
    };
    QSet<int> masked;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const QString &name = m_model->columns()[size_t(i)].name;
        if (sensitive.contains(name) && !m_revealed.contains(name) && !isSeen(i))
            masked.insert(i);
    }
    m_delegate->forget();
    m_model->setMasked(masked);
}

void RecordPanel::revealColumn(int column)
{
    const bool isNew = !m_isElsewhere && m_row.isValid() && m_grid->rows().state(m_row.row()) == RowState::New;
    if (isNew) // it has no card yet
        m_grid->labels().reveal(m_grid->rows(), m_row.row(), column);
    else if (m_card)
        m_card->reveal(m_model->columns()[size_t(column)].name);
}

bool RecordPanel::takeKey(const QKeyEvent &event)
{
    const bool enter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter || event.key() == Qt::Key_F2;
    if (!m_grid || !enter || (event.modifiers() & ~Qt::KeypadModifier) || !m_view->currentIndex().isValid())
        return false;
    editColumn(m_view->currentIndex().row());
    return true;
}

} // namespace howdah::ui
