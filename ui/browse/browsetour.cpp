// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/inspector/cascadebar.h"
#include "browse/grid/columntools.h"
#include "browse/filter/filterbar.h"
#include "browse/grid/gridview.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/rowspane.h"
#include "browse/inspector/statisticspanel.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "edit/editsession.h"
#include "transfer/exportdialog.h"
#include "transfer/importdialog.h"
#include "transfer/previewmodel.h"
#include "transfer/transferactions.h"

#include <QAction>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

// The pictures of BrowsePage.
namespace howdah::ui {

static int columnNamed(const data::RelationShape &shape, QLatin1StringView name)
{
    const auto found = std::ranges::find(shape.columns, QString(name), &data::ColumnShape::name);
    return found == shape.columns.end() ? 0 : int(found - shape.columns.begin());
}

bool BrowsePage::tourHasRows(QLatin1StringView relation) const
{
    return m_rows->model()->rowCount() > 0 && !m_rows->model()->isLoading() && m_rows->shape().name == relation
        && m_states->state() == StateStack::State::Filled && m_catalog && m_catalog->stage == catalog::Stage::Complete
        && !m_recordTimer.isActive()
        && (!m_record->isVisible() || m_record->states()->state() == StateStack::State::Filled);
}

// Of the demo's personas: an edited row, one to be deleted, and a new one.
void BrowsePage::tourStage()
{
    GridModel *model = m_rows->model();
    const data::RelationShape &shape = m_rows->shape();
    const int name = columnNamed(shape, "name"_L1);
    const int description = columnNamed(shape, "description"_L1);
    static_cast<void>(model->setCell(1, name, data::CellValue::text(u"Careful reviewer"_s)));
    static_cast<void>(model->setCell(2, description, data::CellValue::null()));
    static_cast<void>(m_rows->edits()->deleteRows({model->rowRef(3)}));
    static_cast<void>(m_rows->edits()->insertRow({{name, data::CellValue::text(u"Night shift"_s)}}));
    m_rows->grid()->table()->setCurrentIndex(model->index(1, name));
}

// Somebody else, who saves another name for the same persona. Only where nobody's data are at stake.
void BrowsePage::tourConflict()
{
    if (!m_services.connection->isPrivateServer())
        return;
    auto *other = new EditSession(m_services.connection, m_services.tasks, this);
    const data::RowBasis basis = m_rows->model()->basis(1);
    const int name = columnNamed(m_rows->shape(), "name"_L1);
    // A tour before this one may have been here.
    const QByteArray usual = "Sceptical reviewer";
    const bool again = basis.values[std::size_t(name)] == usual;
    const QString wanted = again ? u"Thorough reviewer"_s : QString::fromLatin1(usual);
    connect(other, &EditSession::readyChanged, this, [other, basis, name, wanted] {
        if (!other->isReady() || other->hasEdits() || other->lastSave())
            return;
        static_cast<void>(other->setCells({{basis, name, data::CellValue::text(wanted)}}));
        other->save();
    });
    connect(other, &EditSession::saved, this, [this, other] {
        other->deleteLater();
        m_rows->edits()->checkConflicts();
    });
    connect(m_rows->edits(), &EditSession::problemsChanged, this, [this] {
        if (!m_rows->edits()->problems().empty())
            m_rows->changes()->selectRow(m_rows->edits()->problems().begin()->first);
        Q_EMIT tourProgressed();
    });
    other->open(m_rows->shape());
}

std::vector<TourStep> BrowsePage::tourEditSteps()
{
    const auto hasPersonas = [this] { return tourHasRows("personas"_L1); };
    return {
        {u"browse-edited"_s, [this] { tourStage(); },
         [=, this] { return hasPersonas() && m_rows->edits()->hasEdits() && !m_rows->cascade()->isCounting(); }},
        {u"browse-changes"_s, [this] { m_rows->editBar()->panelAction()->setChecked(true); },
         [=, this] { return hasPersonas() && m_rows->changes()->isVisible(); }},
        {u"browse-conflict"_s, [this] { tourConflict(); },
         [this] { return !m_services.connection->isPrivateServer() || !m_rows->edits()->problems().empty(); }},
        {u"browse-json"_s,
         [this] {
             static_cast<void>(m_rows->edits()->discardAll());
             m_rows->editBar()->panelAction()->setChecked(false);
             m_rows->grid()->table()->setCurrentIndex(m_rows->model()->index(0, 0));
             m_record->showRow(0);
             const auto &columns = m_rows->shape().columns;
             const auto json = std::ranges::find(columns, data::TypeCategory::Json, &data::ColumnShape::category);
             connect(
                 m_record, &RecordPanel::recordShown, this,
                 [this, at = int(json - columns.begin())] { m_record->editColumn(at); }, Qt::SingleShotConnection);
         },
         [=] { return hasPersonas(); }},
    };
}

std::vector<TourStep> BrowsePage::tourFindSteps()
{
    const auto hasPersonas = [this] { return tourHasRows("personas"_L1); };
    return {
        {u"browse-builder"_s,
         [this] {
             using enum data::FilterOperator;
             const data::FilterSet set{
                 {{u"created_at"_s, WithinLast, u"10 years"_s}, {u"name"_s, Regex, u"^[A-Z]"_s}},
                 {},
                 data::Join::All,
                 {{data::Join::Any,
                   false,
                   {{u"role"_s, Contains, u"e"_s}, {u"description"_s, FullText, u"agent or review"_s}},
                   {{data::Join::All, true, {{u"status"_s, InList, u"draft, archived"_s}}}}}}};
             for (QAction *action : m_rows->filterBar()->paletteActions()) {
                 if (action->isCheckable())
                     action->setChecked(true);
             }
             m_rows->showFilters(set);
         },
         [this] { return !m_rows->model()->isLoading() && m_rows->states()->state() != StateStack::State::Loading; }},
        {u"browse-references"_s,
         [this] {
             for (QAction *action : m_rows->filterBar()->paletteActions()) {
                 if (action->isCheckable())
                     action->setChecked(false);
             }
             m_rows->showFilters({});
             showInspector(Inspector::References);
         },
         [=, this] {
             return hasPersonas() && m_references->states()->state() == StateStack::State::Filled
                 && !m_references->isCounting();
         }},
        {u"browse-trail"_s,
         [this] {
             const auto agents =
                 m_references->tree()->findItems(u"agents by"_s, Qt::MatchContains | Qt::MatchRecursive);
             if (!agents.isEmpty())
                 Q_EMIT m_references->tree()->itemActivated(agents.constFirst(), 0);
         },
         [this] { return m_trail.stops().size() > 1 && !m_rows->model()->isLoading() && !m_references->isCounting(); }},
        {u"browse-statistics"_s,
         [this] {
             openObject(u"public"_s, u"tool_usage_records"_s);
             showInspector(Inspector::Column);
         },
         [this] {
             const int column = columnNamed(m_rows->shape(), "execution_time_ms"_L1);
             if (!tourHasRows("tool_usage_records"_L1))
                 return false;
             if (m_rows->grid()->table()->currentIndex().column() != column)
                 m_rows->grid()->table()->setCurrentIndex(m_rows->model()->index(0, column));
             return m_statistics->stats() && !m_statistics->isBusy();
         }},
        {u"browse-columns"_s, [this] { m_rows->columns()->openColumns(); },
         [this] { return tourHasRows("tool_usage_records"_L1); }},
    };
}

// Some rows that do not all fit: a word where a number belongs is a reject.
static QString tourFile()
{
    static QTemporaryDir folder;
    const QString path = folder.filePath(u"personas.csv"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("name;role;description;status;invented\n"
               "Night shift;operator;Watches while others sleep;active;1\n"
               "\"Smith; John\";reviewer;\"Reads \"\"between\"\" the lines\";draft;2\n"
               "Archivist;reader;;archived;3\n");
    return path;
}

std::vector<TourStep> BrowsePage::tourTransferSteps()
{
    const auto closeDialogs = [this] {
        for (QDialog *dialog : findChildren<QDialog *>())
            dialog->close();
    };
    return {
        {u"browse-export"_s,
         [this, closeDialogs] {
             closeDialogs();
             m_transfer->exportAction()->trigger();
             if (auto *dialog = findChild<RowsExportDialog *>()) {
                 dialog->setFormat(data::BulkFormat::Xlsx);
                 dialog->setFile(QDir::temp().filePath(u"usage.xlsx"_s));
             }
         },
         [this] { return tourHasRows("tool_usage_records"_L1) && findChild<RowsExportDialog *>(); }},
        {u"browse-import"_s,
         [this, closeDialogs] {
             closeDialogs();
             openObject(u"public"_s, u"personas"_s);
             connect(
                 m_rows, &RowsPane::rowsShown, this,
                 [this] {
                     m_transfer->importAction()->trigger();
                     if (auto *dialog = findChild<ImportDialog *>())
                         dialog->setFile(tourFile());
                 },
                 Qt::SingleShotConnection);
         },
         [this] {
             const auto *dialog = findChild<ImportDialog *>();
             return tourHasRows("personas"_L1) && dialog && dialog->previewRows()->rowCount() > 0
                 && dialog->states()->state() == StateStack::State::Filled;
         }},
    };
}

std::vector<TourStep> BrowsePage::tourSteps()
{
    std::vector<TourStep> steps{
        {u"browse"_s,
         [this] {
             showView(View::Rows);
             showInspector(Inspector::Record);
             openObject(u"public"_s, u"personas"_s);
         },
         [this] { return tourHasRows("personas"_L1) && m_rows->edits()->isReady(); }}};
    for (TourStep &step : tourEditSteps())
        steps.push_back(std::move(step));
    for (TourStep &step : tourFindSteps())
        steps.push_back(std::move(step));
    for (TourStep &step : tourTransferSteps())
        steps.push_back(std::move(step));
    const auto isLarge = [this] { return tourHasRows("tool_usage_records"_L1); };
    std::vector<TourStep> rest{
        {u"browse-large"_s,
         [this] {
             for (QDialog *dialog : findChildren<QDialog *>())
                 dialog->close();
             showInspector(Inspector::Record);
             openObject(u"public"_s, u"tool_usage_records"_s);
         },
         isLarge},
        {u"browse-filter"_s,
         [this] {
             data::FilterSet set;
             set.filters.push_back({u"success"_s, data::FilterOperator::IsFalse, {}});
             set.condition = u"execution_time_ms > 1000"_s;
             m_rows->showFilters(set);
         },
         isLarge},
        {u"browse-structure"_s, [this] { showView(View::Structure); },
         [this] { return m_catalog && m_catalog->stage == catalog::Stage::Complete; }},
        {u"browse-failed"_s,
         [this] {
             showView(View::Rows);
             data::FilterSet set;
             set.filters.push_back({u"execution_time_ms"_s, data::FilterOperator::Greater, u"soon"_s});
             m_rows->showFilters(set);
         },
         [this] { return m_rows->states()->state() != StateStack::State::Loading && !m_rows->model()->isLoading(); }},
    };
    for (TourStep &step : rest)
        steps.push_back(std::move(step));
    return steps;
}

} // namespace howdah::ui
