// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/change/columndraftmodel.h"
#include "browse/change/structureactions.h"
#include "browse/change/tableform.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/gridview.h"
#include "browse/inspector/cascadebar.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowspane.h"
#include "browse/rowviews.h"
#include "browse/tabletabs.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "edit/editsession.h"
#include "entity/describe/describedialog.h"
#include "entity/describe/describeflow.h"
#include "entity/view/boardpane.h"
#include "entity/view/entityview.h"
#include "entity/view/threadpane.h"
#include "entity/view/timelinepane.h"
#include "stage.h"
#include "transfer/exportdialog.h"
#include "transfer/importdialog.h"
#include "transfer/previewmodel.h"
#include "transfer/transferactions.h"
#include "value/cellroles.h"

#include <QAction>
#include <QFile>
#include <QTableView>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::tour {

using namespace ui;

namespace {

// The page that browses, and what is asked of it again and again.
class Browsing final
{
public:
    explicit Browsing(Stage &on)
        : stage(on)
        , page(*qobject_cast<BrowsePage *>(on.page(u"browse"_s)))
    {
    }

    [[nodiscard]] RowsPane &rows() const { return *page.rows(); } // of the tab in front
    void open(QLatin1StringView relation) const { page.openObject(u"public"_s, relation); }
    // A narrow window has the inspector closed, and keeps it so.
    void selectRecord() const
    {
        if (stage.seen<ReferencesPanel>() || stage.seen<StatisticsPanel>())
            page.showInspector(BrowsePage::Inspector::Record);
    }
    [[nodiscard]] int column(QLatin1StringView name) const
    {
        const auto &columns = rows().shape().columns;
        const auto found = std::ranges::find(columns, QString(name), &data::ColumnShape::name);
        return found == columns.end() ? 0 : int(found - columns.begin());
    }
    [[nodiscard]] bool shows(QLatin1StringView relation) const
    {
        const auto *record = stage.seen<RecordPanel>();
        return rows().model()->rowCount() > 0 && !rows().model()->isLoading() && rows().shape().name == relation
            && stage.isCalm() && rows().edits()->isReady()
            && (!record || record->states()->state() == StateStack::State::Filled);
    }
    // What shows the relation and nothing more.
    [[nodiscard]] Act shown(QLatin1StringView relation, std::function<void()> then = {}) const
    {
        return {[*this, relation] { return shows(relation); }, std::move(then)};
    }

    Stage &stage;
    BrowsePage &page;
};

constexpr auto personas = "personas"_L1;
constexpr auto usage = "tool_usage_records"_L1;

// An edited row, one to be deleted, and a new one.
void editPersonas(const Browsing &at)
{
    GridModel *model = at.rows().model();
    const int name = at.column("name"_L1);
    static_cast<void>(model->overlay().setCell(1, name, data::CellValue::text(u"Careful reviewer"_s)));
    static_cast<void>(model->overlay().setCell(2, at.column("description"_L1), data::CellValue::null()));
    static_cast<void>(at.rows().edits()->editor().deleteRows({model->rows().ref(3)}));
    static_cast<void>(at.rows().edits()->editor().insertRow({{name, data::CellValue::text(u"Night shift"_s)}}));
    at.rows().grid()->table()->setCurrentIndex(model->index(1, name));
}

// Somebody else saves another name for the persona that is edited.
void renameElsewhere(const Browsing &at)
{
    const QByteArray id = at.rows().model()->rows().basis(1).values[size_t(at.column("id"_L1))].value_or(QByteArray());
    // sqlnames: somebody else's
    at.stage.elsewhere(
        at.stage.connection().facts().database,
        {u"UPDATE public.personas SET name = CASE name WHEN 'Sceptical reviewer' THEN 'Thorough reviewer' "
         "ELSE 'Sceptical reviewer' END WHERE id::text = '%1'"_s.arg(QString::fromUtf8(id))});
}

// Some rows that do not all fit: a word where a number belongs is a reject.
QString fileToImport(const Stage &stage)
{
    QFile file(stage.folder().filePath(u"personas.csv"_s));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("name;role;description;status;invented\n"
               "Night shift;operator;Watches while others sleep;active;1\n"
               "\"Smith; John\";reviewer;\"Reads \"\"between\"\" the lines\";draft;2\n"
               "Archivist;reader;;archived;3\n");
    return file.fileName();
}

data::FilterSet exampleFilter()
{
    using enum data::FilterOperator;
    return {
        {{u"created_at"_s, WithinLast, u"10 years"_s}, {u"name"_s, Regex, u"^[A-Z]"_s}},
        {},
        data::Join::All,
        {{data::Join::Any,
          false,
          {{u"role"_s, Contains, u"e"_s}, {u"description"_s, FullText, u"agent or review"_s}},
          {{data::Join::All, true, {{u"status"_s, InList, u"draft, archived"_s}}}}}}};
}

void showBuilder(const Browsing &at, bool shown)
{
    for (QAction *action : at.rows().filterBar()->paletteActions()) {
        if (action->isCheckable())
            action->setChecked(shown);
    }
}

Scenes editScenes(const Browsing &at)
{
    Stage &stage = at.stage;
    const auto read = std::make_shared<bool>(false);
    const auto panel = [at](bool shown) { at.rows().editBar()->panelAction()->setChecked(shown); };
    return {
        stage.scene(u"browse"_s, u"browse-edited"_s, {at.shown(personas, [at] { editPersonas(at); }), {[at] {
                                                          return at.shows(personas) && at.rows().edits()->hasEdits()
                                                              && !at.rows().cascade()->isCounting();
                                                      }}}),
        stage.scene(u"browse"_s, u"browse-changes"_s, {at.shown(personas, [panel] { panel(true); }), {[at] {
                                                           return at.shows(personas)
                                                               && at.rows().changes()->isVisible();
                                                       }}}),
        stage.scene(
            u"browse"_s, u"browse-conflict"_s,
            {at.shown(
                 personas,
                 [at] {
                     renameElsewhere(at);
                     at.rows().edits()->conflictCheck().run();
                 }),
             {[at] { return !at.rows().edits()->problems().all().empty(); },
              [at] { at.rows().changes()->selectRow(at.rows().edits()->problems().all().begin()->first); }}}),
        stage.scene(
            u"browse"_s, u"browse-json"_s,
            {{{},
              [at, panel, read] {
                  static_cast<void>(at.rows().edits()->editor().discardAll());
                  panel(false);
                  at.rows().grid()->table()->setCurrentIndex(at.rows().model()->index(0, 0));
                  at.page.showInspector(BrowsePage::Inspector::Record); // a narrow window has closed it
                  auto *record = at.stage.seen<RecordPanel>();
                  QObject::connect(
                      record, &RecordPanel::recordShown, record, [read] { *read = true; }, Qt::SingleShotConnection);
                  record->showRow(0);
              }},
             {[at, read] { return *read && at.shows(personas); },
              [at] {
                  const auto &columns = at.rows().shape().columns;
                  const auto json = std::ranges::find(columns, data::TypeCategory::Json, &data::ColumnShape::category);
                  at.stage.seen<RecordPanel>()->editColumn(int(json - columns.begin()));
              }},
             at.shown(personas)}),
    };
}

Scenes findScenes(const Browsing &at)
{
    Stage &stage = at.stage;
    const auto counted = [at](const ReferencesPanel *references) {
        return references && references->states()->state() == StateStack::State::Filled && !references->isCounting();
    };
    return {
        stage.scene(
            u"browse"_s, u"browse-builder"_s,
            {{{},
              [at] {
                  showBuilder(at, true);
                  at.rows().showFilters(exampleFilter());
              }},
             {[at] {
                 return !at.rows().model()->isLoading() && at.rows().states()->state() != StateStack::State::Loading;
             }}}),
        stage.scene(
            u"browse"_s, u"browse-references"_s,
            {{{},
              [at] {
                  showBuilder(at, false);
                  at.rows().showFilters({});
                  at.page.showInspector(BrowsePage::Inspector::References);
              }},
             {[at, counted] { return at.shows(personas) && counted(at.stage.seen<ReferencesPanel>()); }}}),
        stage.scene(
            u"browse"_s, u"browse-trail"_s,
            {{{},
              [at] {
                  QTreeWidget *tree = at.stage.seen<ReferencesPanel>()->tree();
                  const auto agents = tree->findItems(u"agents by"_s, Qt::MatchContains | Qt::MatchRecursive);
                  if (agents.isEmpty())
                      at.stage.miss(u"no agents refer to the persona"_s);
                  else
                      Q_EMIT tree->itemActivated(agents.constFirst(), 0);
              }},
             {[at] {
                 const auto *references = at.stage.seen<ReferencesPanel>();
                 return at.rows().shape().name == "agents"_L1 && !at.rows().model()->isLoading() && references
                     && !references->isCounting();
             }}}),
        stage.scene(
            u"browse"_s, u"browse-statistics"_s,
            {{{},
              [at] {
                  at.open(usage);
                  at.page.showInspector(BrowsePage::Inspector::Column);
              }},
             at.shown(
                 usage,
                 [at] {
                     const int column = at.column("execution_time_ms"_L1);
                     at.rows().grid()->table()->setCurrentIndex(at.rows().model()->index(0, column));
                 }),
             {[at] {
                 const auto *statistics = at.stage.seen<StatisticsPanel>();
                 return at.shows(usage) && statistics && statistics->stats() && !statistics->isBusy();
             }}}),
        // What a use of a tool refers to, by labels.
        stage.scene(
            u"browse"_s, u"browse-labels"_s,
            {at.shown(
                 usage,
                 [at] {
                     at.page.showInspector(BrowsePage::Inspector::Record);
                     at.rows().grid()->table()->setCurrentIndex(at.rows().model()->index(4, at.column("tool_id"_L1)));
                 }),
             {[at] {
                 return at.shows(usage)
                     && at.rows().model()->index(0, at.column("tool_id"_L1)).data(IsLabelRole).toBool();
             }}}),
        stage.scene(
            u"browse"_s, u"browse-columns"_s,
            {at.shown(usage, [at] { at.rows().columns()->openColumns(); }), at.shown(usage)}),
    };
}

Scenes transferScenes(const Browsing &at)
{
    Stage &stage = at.stage;
    const auto &transfer = *at.page.findChild<TransferActions *>();
    return {
        stage.scene(
            u"browse"_s, u"browse-export"_s,
            {at.shown(usage, [&transfer] { transfer.exportAction()->trigger(); }),
             {[at] { return at.stage.seen<RowsExportDialog>() != nullptr; },
              [at] {
                  auto *dialog = at.stage.seen<RowsExportDialog>();
                  dialog->setFormat(data::BulkFormat::Xlsx);
                  dialog->setFile(u"/tmp/usage.xlsx"_s);
              }},
             at.shown(usage)}),
        stage.scene(
            u"browse"_s, u"browse-import"_s,
            {{{}, [at] { at.open(personas); }},
             at.shown(personas, [&transfer] { transfer.importAction()->trigger(); }),
             {[at] { return at.stage.seen<ImportDialog>() != nullptr; },
              [at] { at.stage.seen<ImportDialog>()->setFile(fileToImport(at.stage)); }},
             {[at] {
                 const auto *dialog = at.stage.seen<ImportDialog>();
                 return dialog && dialog->previewRows()->rowCount() > 0
                     && dialog->states()->state() == StateStack::State::Filled;
             }}}),
    };
}

Scenes relationScenes(const Browsing &at)
{
    Stage &stage = at.stage;
    const auto filtered = [at](const data::FilterSet &set) { return [at, set] { at.rows().showFilters(set); }; };
    data::FilterSet slow;
    slow.filters.push_back({u"success"_s, data::FilterOperator::IsFalse, {}});
    slow.condition = u"execution_time_ms > 1000"_s;
    data::FilterSet wrong;
    wrong.filters.push_back({u"execution_time_ms"_s, data::FilterOperator::Greater, u"soon"_s});
    return {
        stage.scene(
            u"browse"_s, u"browse-large"_s,
            {{{},
              [at] {
                  at.selectRecord();
                  at.open(usage);
              }},
             at.shown(usage, [at] { at.rows().grid()->table()->setCurrentIndex(at.rows().model()->index(0, 0)); })}),
        stage.scene(u"browse"_s, u"browse-filter"_s, {{{}, filtered(slow)}, at.shown(usage)}),
        stage.scene(
            u"browse"_s, u"browse-structure"_s,
            {{{}, [at] { at.page.showView(BrowsePage::View::Structure); }}, {[at] { return at.stage.isCalm(); }}}),
        stage.scene(
            u"browse"_s, u"browse-failed"_s,
            {{{},
              [at, show = filtered(wrong)] {
                  at.page.showView(BrowsePage::View::Rows);
                  show();
              }},
             {[at] {
                 return at.rows().states()->state() != StateStack::State::Loading && !at.rows().model()->isLoading();
             }}}),
        stage.scene(
            u"browse"_s, u"browse-tabs"_s,
            {{{},
              [at, show = filtered({})] {
                  show();
                  at.page.tabs()->pin(at.page.tabs()->currentIndex());
                  at.open("agents"_L1);
              }},
             at.shown("agents"_L1, [at] { at.open(personas); }),
             at.shown(personas, [at] { editPersonas(at); }),
             {[at] {
                  return at.shows(personas) && at.rows().edits()->hasEdits() && !at.rows().cascade()->isCounting();
              },
              [at] { at.open("agents"_L1); }},
             at.shown("agents"_L1)}),
    };
}

void addNote(TableForm &form)
{
    ColumnDraftModel &columns = *form.columns();
    const int row = columns.addColumn();
    columns.setData(columns.index(row, ColumnDraftModel::Name), u"reviewed_at"_s, Qt::EditRole);
    columns.setData(columns.index(row, ColumnDraftModel::Type), u"timestamp with time zone"_s, Qt::EditRole);
    columns.setData(columns.index(row, ColumnDraftModel::Default), u"now()"_s, Qt::EditRole);
    columns.setData(columns.index(row, ColumnDraftModel::NotNull), Qt::Checked, Qt::CheckStateRole);
}

// A column of whole numbers gets an identity, and a comment has more than one line.
void addIdentity(TableForm &form)
{
    ColumnDraftModel &columns = *form.columns();
    for (int row = 0; row < columns.rowCount(); ++row) {
        const catalog::ColumnDraft &column = columns.columns()[row];
        if (!QStringList{u"smallint"_s, u"integer"_s, u"bigint"_s}.contains(column.type) || column.identity)
            continue;
        columns.setData(columns.index(row, ColumnDraftModel::Default), QString(), Qt::EditRole);
        columns.setData(
            columns.index(row, ColumnDraftModel::Identity), ColumnDraftModel::identityText('d'), Qt::EditRole);
        const QModelIndex comment = columns.index(row, ColumnDraftModel::Comment);
        columns.setData(comment, u"Counted by the server.\nNever written by a client."_s, Qt::EditRole);
        form.columnTable()->setCurrentIndex(comment);
        form.columnTable()->edit(comment);
        return;
    }
}

Scenes changeScenes(const Browsing &at)
{
    Stage &stage = at.stage;
    const auto formed = [at](const QString &action) {
        return [at, action] { at.page.changes()->action(action)->trigger(); };
    };
    const auto seen = [at] { return at.stage.seen<StructureForm>() != nullptr; };
    return {
        stage.scene(
            u"browse"_s, u"browse-table-form"_s,
            {{{}, [at] { at.open(personas); }},
             at.shown(personas, formed(u"alterTable"_s)),
             {seen, [at] { addNote(*at.stage.seen<TableForm>()); }},
             {seen}}),
        stage.scene(
            u"browse"_s, u"browse-change-review"_s,
            {{{}, formed(u"alterTable"_s)},
             {seen,
              [at] {
                  addNote(*at.stage.seen<TableForm>());
                  at.stage.press(u"accept"_s);
              }},
             {[at] { return at.stage.seen<QDialog>(u"changeReview"_s) != nullptr; }}}),
        stage.scene(
            u"browse"_s, u"browse-identity-form"_s,
            {{{}, [at] { at.open(usage); }},
             at.shown(usage, formed(u"alterTable"_s)),
             {seen, [at] { addIdentity(*at.stage.seen<TableForm>()); }},
             {[at, seen] { return seen() && at.stage.seen<QWidget>(u"continueIdentity"_s); }}}),
        stage.scene(
            u"browse"_s, u"browse-index-form"_s,
            {{{}, [at] { at.open(personas); }}, at.shown(personas, formed(u"createIndex"_s)), {seen}}),
        stage.scene(u"browse"_s, u"browse-key-form"_s, {{{}, formed(u"addConstraint"_s)}, {seen}}),
        stage.scene(u"browse"_s, u"browse-drop-form"_s, {{{}, formed(u"dropRelation"_s)}, {[at, seen] {
                                                             return seen() && at.stage.seen<QWidget>(u"dependents"_s);
                                                         }}}),
    };
}

// An operation that was tried again, a conversation with calls of tools, and what is to be approved.
Scenes viewScenes(const Browsing &at)
{
    using Kind = entity::ViewDefinition::Kind;
    const auto scene = [at](
                           const QString &name, const QString &table, const QString &condition, Kind kind,
                           std::function<void(EntityView &)> then) {
        return at.stage.scene(
            u"browse"_s, name,
            {{[at] { return at.stage.isCalm(); }, [=] { at.page.openRows(u"public"_s, table, condition); }},
             {[=] {
                  return at.rows().shape().name == table && at.rows().model()->rowCount() > 0
                      && !at.rows().model()->isLoading() && at.page.views()->action(kind)->isVisible();
              },
              [=] {
                  at.rows().grid()->table()->setCurrentIndex(at.rows().model()->index(0, 0));
                  at.page.views()->action(kind)->trigger();
              }},
             {[at] { return at.page.currentView() && at.page.currentView()->canExport() && at.stage.isCalm(); },
              [=] { then(*at.page.currentView()); }},
             {[at] { return at.stage.isCalm(); }}});
    };
    return {
        scene(
            u"browse-timeline"_s, u"operations"_s,
            u"id IN (SELECT operation_id FROM step_results WHERE attempt > 1) AND id IN (SELECT operation_id FROM "
            "approval_workflows)"_s,
            Kind::Timeline,
            [](EntityView &view) {
                view.timeline()->table()->selectRow(4);
                view.timeline()->chart()->setFocus(Qt::OtherFocusReason);
            }),
        scene(
            u"browse-thread"_s, u"conversation_contexts"_s,
            u"jsonb_array_length(messages) > 3 AND id IN (SELECT conversation_id FROM tool_executions)"_s, Kind::Thread,
            [](EntityView &view) { view.thread()->view()->showRow(0); }),
        scene(
            u"browse-board"_s, u"approval_workflows"_s, u"true"_s, Kind::Board,
            [](EntityView &view) {
                BoardList *list = view.board()->lists().front();
                list->setCurrentIndex(list->cards()->index(0));
            }),
    };
}

// What can be done with a record, from its card to the dialog that says what it changes, and what a database could be
// said to hold.
Scenes entityScenes(const Browsing &at)
{
    const auto card = [at](const QString &table, const QString &condition, const QString &action) {
        return std::vector<Act>{
            {[at] { return at.stage.isCalm(); },
             [=] {
                 at.page.showInspector(BrowsePage::Inspector::Record);
                 at.page.openRows(u"public"_s, table, condition);
             }},
            {[=] {
                 return at.rows().shape().name == table && at.rows().model()->rowCount() > 0
                     && !at.rows().model()->isLoading();
             },
             [at] { at.rows().grid()->table()->setCurrentIndex(at.rows().model()->index(0, 0)); }},
            {[=] { return at.stage.canPress(u"action-"_s + action) && at.stage.isCalm(); }}};
    };
    const auto dialog = [=](const QString &name, const QString &table, const QString &condition, const QString &action,
                            const QString &ready) {
        std::vector<Act> acts = card(table, condition, action);
        acts.back().deed = [=] { at.stage.press(u"action-"_s + action); };
        acts.push_back({[=] { return at.stage.seen<QWidget>(ready) && at.stage.isCalm(); }});
        return at.stage.scene(u"browse"_s, name, std::move(acts));
    };
    return {
        at.stage.scene(
            u"browse"_s, u"browse-card"_s, card(u"operations"_s, u"status = 'waiting_approval'"_s, u"cancel"_s)),
        dialog(u"browse-action"_s, u"approval_workflows"_s, u"status = 'pending'"_s, u"approve"_s, u"actionEffects"_s),
        dialog(u"browse-password"_s, u"users"_s, u"role = 'admin'"_s, u"set_password"_s, u"actionPassword"_s),
        at.stage.scene(
            u"browse"_s, u"browse-describe"_s,
            {{[at] { return at.stage.isCalm() && at.page.describe()->action()->isEnabled(); },
              [at] { at.page.describe()->begin(); }},
             {[at] {
                 const auto *dialog = at.page.describe()->dialog();
                 return dialog && !dialog->yaml().isEmpty() && at.stage.isCalm();
             }}}),
    };
}

} // namespace

Scenes browseScenes(Stage &stage)
{
    const Browsing at(stage);
    Scenes scenes{stage.scene(
        u"browse"_s, u"browse"_s,
        {{[at] { return at.stage.connection().isConnected() && at.stage.isCalm(); },
          [at] {
              at.page.showView(BrowsePage::View::Rows);
              at.selectRecord();
              at.open(personas);
          }},
         at.shown(personas)})};
    for (Scenes part :
         {editScenes(at), findScenes(at), transferScenes(at), changeScenes(at), relationScenes(at), viewScenes(at),
          entityScenes(at)})
        std::ranges::move(part, std::back_inserter(scenes));
    return scenes;
}

} // namespace howdah::tour
