// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationlistmodel.h"
#include "migrate/migratepage.h"
#include "migrate/review/reviewdialog.h"
#include "migrate/run/migrateoperations.h"
#include "migrate/run/runpanel.h"
#include "stage.h"

#include <QFile>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace howdah::tour {

using namespace ui;
using Tab = MigrationDetail::Tab;

namespace {

const QString key = u"migrations"_s;
const QString shop = u"shop"_s; // the database where something is run

class Migrating final
{
public:
    explicit Migrating(Stage &on)
        : stage(on)
        , page(*qobject_cast<MigratePage *>(on.page(key)))
    {
    }

    [[nodiscard]] MigrationDetail *detail() const { return page.findChild<MigrationDetail *>(); }
    [[nodiscard]] const MigrationListModel &model() const { return *page.findChild<MigrationListModel *>(); }
    [[nodiscard]] int count() const { return model().rowCount(); }
    [[nodiscard]] migration::Version version(int row) const
    {
        return count() > row && row >= 0 ? model().rows()[size_t(row)].version : migration::Version();
    }
    [[nodiscard]] bool isSettled() const { return page.isIdle() && count() > 0 && detail()->isVisible(); }
    // Difference, journal and checks of what is selected have been read.
    [[nodiscard]] bool isRead() const
    {
        return isSettled() && page.isAssessed() && detail()->details()
            && detail()->details()->version == detail()->version();
    }
    // The one before the last: something is left to roll back.
    void selectPenultimate() const { page.select(version(count() - 2)); }
    [[nodiscard]] ReviewDialog *review() const
    {
        auto *dialog = stage.seen<ReviewDialog>();
        return dialog && !dialog->isCounting() ? dialog : nullptr;
    }

    [[nodiscard]] Act settled(std::function<void()> then) const
    {
        return {[*this] { return isSettled(); }, std::move(then)};
    }
    [[nodiscard]] Act read() const
    {
        return {[*this] { return isRead(); }};
    }
    [[nodiscard]] Act accept() const
    {
        return {[*this] { return review() && review()->canAccept(); }, [*this] { stage.press(u"accept"_s); }};
    }
    void write(const QString &name, const QByteArray &up, const QByteArray &down) const
    {
        for (const auto &[file, text] : {std::pair(name + u".up.sql"_s, up), std::pair(name + u".down.sql"_s, down)}) {
            QFile written(folder().filePath(file));
            if (!written.open(QIODevice::WriteOnly) || written.write(text) != text.size())
                stage.miss(written.errorString());
        }
    }
    [[nodiscard]] QDir folder() const { return QDir(stage.folder().filePath(shop)); }

    Stage &stage;
    MigratePage &page;
};

// What is applied before the pictures.
void writeBeginning(const Migrating &at)
{
    at.stage.folder().mkdir(shop);
    QFile pack(at.folder().filePath(u"pack.yaml"_s));
    if (!pack.open(QIODevice::WriteOnly))
        at.stage.miss(pack.errorString());
    pack.write("title: Shop\nlayout: howdah\nhistory: howdah\nschema: public\norder: allow\n");
    // sqlnames: as an operator writes them
    at.write(
        u"001-create-customers"_s,
        "CREATE TABLE customers (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    name text NOT "
        "NULL\n);\n",
        "DROP TABLE customers;\n");
    at.write(
        u"002-create-orders"_s,
        "CREATE TABLE orders (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
        "    customer_id bigint NOT NULL REFERENCES customers (id),\n"
        "    placed_at timestamptz NOT NULL DEFAULT now()\n);\n\n"
        "INSERT INTO customers (name) SELECT 'Customer ' || i FROM generate_series(1, 200) i;\n"
        "INSERT INTO orders (customer_id) SELECT 1 + i % 200 FROM generate_series(1, 5000) i;\n",
        "DROP TABLE orders;\n");
    at.write(
        u"004-index-orders"_s, "CREATE INDEX orders_by_customer ON orders (customer_id);\n",
        "DROP INDEX orders_by_customer;\n");
}

// One that came late, one that waits for a lock, and one that cannot succeed.
void writeRest(const Migrating &at)
{
    // sqlnames: as an operator writes them
    at.write(
        u"003-create-notes"_s,
        "CREATE TABLE notes (\n    order_id bigint NOT NULL REFERENCES orders (id),\n"
        "    note text NOT NULL\n);\n",
        "DROP TABLE notes;\n");
    at.write(
        u"005-add-totals"_s,
        "CREATE INDEX orders_by_time ON orders (placed_at);\n\n"
        "ALTER TABLE orders ADD COLUMN total numeric(12, 2);\n\n"
        "UPDATE orders SET total = 10 + id % 90;\n\n"
        "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;\n",
        "ALTER TABLE orders DROP COLUMN total;\n\nDROP INDEX orders_by_time;\n");
    at.write(
        u"006-create-returns"_s,
        "CREATE TABLE returns (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
        "    order_id bigint NOT NULL REFERENCES orders (id)\n);\n\n"
        "CREATE TABLE notes (\n    return_id bigint NOT NULL REFERENCES returns (id),\n    note text NOT NULL\n);\n",
        "DROP TABLE notes;\n\nDROP TABLE returns;\n");
}

Scenes demoScenes(const Migrating &at)
{
    Stage &stage = at.stage;
    const auto tab = [at](Tab which) {
        return Act{[at] { return at.isSettled(); }, [at, which] { at.detail()->setTab(which); }};
    };
    const auto rollBack = [at] {
        at.selectPenultimate();
        at.detail()->setTab(Tab::Up);
        at.stage.run(key, u"Roll back to here"_s);
    };
    const Act reviewed{[at] { return at.review() != nullptr; }};
    return {
        stage.scene(
            key, key,
            {{[at] { return at.stage.connection().isConnected(); }, [at] { at.page.openPlace(u"pack:uaip"_s); }},
             tab(Tab::Up),
             at.read()}),
        stage.scene(
            key, u"migrations-down"_s, {at.settled([at] { at.selectPenultimate(); }), tab(Tab::Down), at.read()}),
        stage.scene(key, u"migrations-journal"_s, {tab(Tab::Journal), at.read()}),
        stage.scene(key, u"migrations-checks"_s, {tab(Tab::Checks), at.read()}),
        stage.scene(key, u"migrations-details"_s, {tab(Tab::Facts), at.read()}),
        stage.scene(key, u"migrations-rollback"_s, {at.settled(rollBack), reviewed}),
        stage.scene(
            key, u"migrations-locks"_s,
            {at.settled(rollBack),
             {reviewed.when, [at] { at.review()->findChild<QTabWidget *>(u"reviewTabs"_s)->setCurrentIndex(1); }},
             reviewed}),
        stage.scene(
            key, u"migrations-rehearse"_s, {at.settled([at] { at.page.operations()->rehearse()->trigger(); }), {[at] {
                                                return at.stage.seen<QDialog>(u"rehearseDialog"_s) != nullptr;
                                            }}}),
    };
}

// In a database of their own, whose migrations are written as they go.
Scenes runScenes(const Migrating &at)
{
    Stage &stage = at.stage;
    const auto applyAll = [at] { at.stage.run(*at.page.primaryAction()); };
    const auto applied = [at] {
        const auto &rows = at.model().rows();
        return at.isSettled() && !at.page.isRunning() && rows.size() == 3
            && std::ranges::all_of(
                   rows, [](const MigrationRow &row) { return row.state == migration::State::Applied; });
    };
    return {
        stage.scene(
            key, u"migrations-pending"_s,
            {{[at] { return at.stage.isCalm(); },
              [at] {
                  writeBeginning(at);
                  at.stage.elsewhere(
                      at.stage.connection().facts().database,
                      {u"DROP DATABASE IF EXISTS shop"_s, u"CREATE DATABASE shop"_s});
                  at.stage.connection().connectToPrivateServer(shop);
              }},
             {[at] { return at.stage.isConnectedTo(shop); }, [at] { at.page.setSource(at.folder().path()); }},
             {[at] { return at.isSettled() && at.count() == 3; }, applyAll},
             at.accept(),
             {applied,
              [at] {
                  writeRest(at);
                  at.page.refresh();
              }},
             {[at] { return at.isSettled() && at.count() == 6; },
              [at] {
                  if (at.stage.canPress(u"Close"_s)) // the run
                      at.stage.press(u"Close"_s);
                  at.page.select(at.version(2));
                  at.detail()->setTab(Tab::Up);
              }},
             at.read()}),
        stage.scene(
            key, u"migrations-running"_s,
            {at.settled([at, applyAll] {
                 // sqlnames: somebody else's
                 at.stage.hold(shop, {u"SELECT * FROM public.orders FOR UPDATE"_s});
                 applyAll();
             }),
             at.accept(),
             {[at] { return at.page.isRunning() && at.stage.canPress(u"terminate"_s); }}}),
        stage.scene(key, u"migrations-error"_s, {{{}, [at] { at.stage.release(); }}, {[at] {
                                                     return !at.page.isRunning()
                                                         && at.stage.canPress(u"Show the error"_s) && at.isRead();
                                                 }}}),
        stage.scene(key, u"migrations-report"_s, {{{}, [at] { at.stage.press(u"report"_s); }}, {[at] {
                                                      return at.stage.seen<QDialog>(u"reportDialog"_s) != nullptr;
                                                  }}}),
    };
}

} // namespace

Scenes migrationScenes(Stage &stage)
{
    const Migrating at(stage);
    Scenes scenes = demoScenes(at);
    std::ranges::move(runScenes(at), std::back_inserter(scenes));
    return scenes;
}

} // namespace howdah::tour
