// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Actions in their dialog, as an operator meets them, over a real server.
#include "common/widgets.h"
#include "entity/actiondialog.h"
#include "entity/actionflow.h"
#include "entityui/packwindow.h"
#include "operations/entities/passwordhash.h"
#include "support/turnmeter.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class ActionFlowTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_uaip;
    std::unique_ptr<ui::test::PackWindow> m_window;
    std::unique_ptr<QWidget> m_widget;
    ActionFlow *m_flow = nullptr;

    void start(Environment environment = Environment::Development)
    {
        m_widget.reset();
        m_window = std::make_unique<ui::test::PackWindow>(*m_uaip, environment);
        QTRY_VERIFY(m_window->isReady());
        m_widget = std::make_unique<QWidget>();
        m_widget->resize(1024, 700);
        m_widget->show();
        m_flow = new ActionFlow(m_window->services(), m_widget.get());
    }
    void begin(const QString &entity, const QString &id, const QString &action)
    {
        const entity::BoundEntity *one = m_window->entities()->named(entity);
        QVERIFY(one);
        m_flow->begin(m_window->entities(), *one, {{one->key[0], id.toUtf8()}}, action);
        QVERIFY(m_flow->dialog());
        QTRY_VERIFY(label(u"actionEffects"_s)->isVisible());
    }
    template <typename Kind>
    [[nodiscard]] Kind *in(const QString &name) const
    {
        return m_flow->dialog() ? m_flow->dialog()->findChild<Kind *>(name) : nullptr;
    }
    [[nodiscard]] QLabel *label(const QString &name) const { return in<QLabel>(name); }
    [[nodiscard]] QPushButton *accept() const { return in<QPushButton>(u"accept"_s); }
    [[nodiscard]] QString one(const QString &sql) const { return m_uaip->psql(sql + u" LIMIT 1"_s); }
    [[nodiscard]] QString activeProvider() const
    {
        return one(u"SELECT id FROM llm_providers WHERE status = 'active' AND NOT is_default ORDER BY id"_s);
    }
    // Of an operation that is made to wait for it and for nothing else.
    [[nodiscard]] QString waitingApproval() const
    {
        const QString operation =
            one(u"SELECT id FROM operations AS o WHERE status = 'running' AND NOT EXISTS (SELECT FROM "
                "approval_workflows AS a WHERE a.operation_id = o.id AND a.status IN ('pending', 'escalated')) "
                "ORDER BY id DESC"_s);
        m_uaip->psql(
            u"BEGIN; INSERT INTO operation_states (operation_id, sequence, from_status, to_status) "
            "SELECT operation_id, sequence + 1, to_status, 'waiting_approval' FROM operation_states "
            "WHERE operation_id = '%1' ORDER BY sequence DESC LIMIT 1; "
            "UPDATE operations SET status = 'waiting_approval' WHERE id = '%1'; "
            "INSERT INTO approval_workflows (operation_id, title) VALUES ('%1', 'May it go on?'); COMMIT"_s.arg(
                operation));
        return one(
            u"SELECT id FROM approval_workflows WHERE status = 'pending' AND operation_id = '%1'"_s.arg(operation));
    }

private Q_SLOTS:
    void initTestCase() { m_uaip = std::make_unique<howdah::test::PackDemo>(m_server, u"uaip"_s); }
    void cleanup()
    {
        m_widget.reset();
        m_window.reset();
    }
    void cleanupTestCase() { m_uaip.reset(); }

    void approvingIsToldBeforeItIsDone()
    {
        const QString id = waitingApproval();
        QVERIFY(!id.isEmpty());
        start();
        begin(u"approval"_s, id, u"approve"_s);
        ActionDialog *dialog = m_flow->dialog();
        const QString title = one(u"SELECT title FROM approval_workflows WHERE id = '%1'"_s.arg(id));
        QVERIFY2(label(u"actionSubject"_s)->text().contains(title), qPrintable(label(u"actionSubject"_s)->text()));
        QVERIFY(!dialog->windowTitle().isEmpty());
        // Who decides is chosen from the users; the usual and the optional need nothing.
        QVERIFY(!accept()->isEnabled());
        QVERIFY(!accept()->toolTip().isEmpty());
        auto *by = in<QComboBox>(u"parameter-by"_s);
        QVERIFY(by);
        QVERIFY(by->count() > 0);
        QVERIFY(by->itemText(0) != by->itemData(0).toString());
        by->setCurrentIndex(0);
        auto *reason = in<QLineEdit>(u"parameter-reason"_s);
        QVERIFY(reason);
        reason->setText(u"looks right"_s);
        QVERIFY2(accept()->isEnabled(), qPrintable(accept()->toolTip()));
        QVERIFY2(dialog->sql().contains(u"'looks right'"_s), qPrintable(dialog->sql()));
        QVERIFY2(
            dialog->sql().contains(u"approval_workflows\nSET"_s)
                || dialog->sql().contains(u"UPDATE public.approval_workflows"_s),
            qPrintable(dialog->sql()));
        // The rows of each step, and the operation that waits for it.
        QTRY_VERIFY2(
            label(u"actionEffects"_s)->text().contains(u"public.approval_workflows: exactly 1 row"_s),
            qPrintable(label(u"actionEffects"_s)->text()));
        QTRY_VERIFY2(
            label(u"actionEffects"_s)->text().contains(u"waiting_approval"_s),
            qPrintable(label(u"actionEffects"_s)->text()));

        QSignalSpy done(m_flow, &ActionFlow::done);
        QSignalSpy ended(m_flow, &ActionFlow::ended);
        accept()->click();
        // The second click does nothing: it runs already.
        QVERIFY(dialog->isRunning());
        QVERIFY(!accept()->isEnabled());
        Q_EMIT dialog->runWanted();
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(done.count(), 1);
        QCOMPARE(
            one(u"SELECT status || '|' || decision_reason FROM approval_workflows WHERE id = '%1'"_s.arg(id)),
            u"approved|looks right"_s);
        QCOMPARE(
            one(u"SELECT o.status FROM operations o JOIN approval_workflows a ON a.operation_id = o.id WHERE a.id = '%1'"_s
                    .arg(id)),
            u"running"_s);
        QVERIFY(!m_flow->isOpen());
        // Once more: it is said why not.
        begin(u"approval"_s, id, u"approve"_s);
        QVERIFY(in<Banner>(u"actionRefusal"_s)->isVisible());
        QVERIFY2(
            in<Banner>(u"actionRefusal"_s)->text().contains(u"decided already"_s),
            qPrintable(in<Banner>(u"actionRefusal"_s)->text()));
        QVERIFY(!accept()->isEnabled());
        in<QPushButton>(u"safe"_s)->click();
        QTRY_VERIFY(!m_flow->isOpen());
    }

    void passwordsAreTypedTwiceAndNeverShown()
    {
        const QString id = one(u"SELECT id FROM users WHERE role <> 'service' AND deleted_at IS NULL ORDER BY id"_s);
        start();
        begin(u"user"_s, id, u"set_password"_s);
        auto *password = in<QLineEdit>(u"parameter-password"_s);
        auto *again = in<QLineEdit>(u"repeat-password"_s);
        QVERIFY(password && again);
        QCOMPARE(password->echoMode(), QLineEdit::Password);
        QCOMPARE(again->echoMode(), QLineEdit::Password);
        QVERIFY(!accept()->isEnabled());
        password->setText(u"correct horse"_s);
        QVERIFY(!accept()->isEnabled());
        again->setText(u"correct house"_s);
        QVERIFY2(accept()->toolTip().contains(u"differ"_s), qPrintable(accept()->toolTip()));
        again->setText(u"correct horse"_s);
        QVERIFY(accept()->isEnabled());
        QVERIFY(!m_flow->dialog()->sql().contains(u"correct"_s));
        QVERIFY(m_flow->dialog()->sql().contains(u"'***'"_s));
        QVERIFY2(
            label(u"actionPassword"_s)->text().contains(u"Argon2id"_s), qPrintable(label(u"actionPassword"_s)->text()));
        QSignalSpy done(m_flow, &ActionFlow::done);
        accept()->click();
        QTRY_COMPARE(done.count(), 1);
        QVERIFY(operations::isPasswordOf(
            u"correct horse"_s, one(u"SELECT password_hash FROM users WHERE id = '%1'"_s.arg(id)).toUtf8()));
    }

    void whatChangedMeanwhileIsSaidAndReadAgain()
    {
        const QString id = activeProvider();
        start();
        begin(u"llm_provider"_s, id, u"deactivate"_s);
        QTRY_VERIFY(accept()->isEnabled());
        m_uaip->psql(u"UPDATE llm_providers SET description = 'changed by somebody' WHERE id = '%1'"_s.arg(id));
        accept()->click();
        QTRY_VERIFY(label(u"actionProblem"_s)->isVisible());
        QVERIFY2(
            label(u"actionProblem"_s)->text().contains(u"was changed or deleted"_s),
            qPrintable(label(u"actionProblem"_s)->text()));
        QCOMPARE(one(u"SELECT status FROM llm_providers WHERE id = '%1'"_s.arg(id)), u"active"_s);
        QVERIFY(!accept()->isEnabled());
        auto *again = in<QPushButton>(u"readAgain"_s);
        QVERIFY(again->isVisible());
        again->click();
        QTRY_VERIFY(accept()->isEnabled());
        QSignalSpy done(m_flow, &ActionFlow::done);
        accept()->click();
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(one(u"SELECT status FROM llm_providers WHERE id = '%1'"_s.arg(id)), u"disabled"_s);
        m_uaip->psql(u"UPDATE llm_providers SET status = 'active' WHERE id = '%1'"_s.arg(id));
    }

    void productionIsLockedAndThenNamed()
    {
        const QString id = activeProvider();
        start(Environment::Production);
        begin(u"llm_provider"_s, id, u"deactivate"_s);
        QVERIFY(in<Banner>(u"actionLock"_s)->isVisible());
        QVERIFY(!accept()->isEnabled());
        Q_EMIT m_flow->dialog()->runWanted(); // however it comes about
        QVERIFY(label(u"actionProblem"_s)->isVisible());
        QCOMPARE(one(u"SELECT status FROM llm_providers WHERE id = '%1'"_s.arg(id)), u"active"_s);
        m_window->connection().productionLock().unlock(std::chrono::minutes(5), u"a test"_s);
        QTRY_VERIFY(!in<Banner>(u"actionLock"_s)->isVisible());
        QVERIFY(!accept()->isEnabled()); // it destroys: the name is typed first
        QLineEdit *name = nullptr;
        for (QLineEdit *line : m_flow->dialog()->findChildren<QLineEdit *>()) {
            if (!line->objectName().startsWith(u"parameter-"_s))
                name = line;
        }
        QVERIFY(name);
        name->setText(u"something else"_s);
        QVERIFY(!accept()->isEnabled());
        name->setText(one(u"SELECT name FROM llm_providers WHERE id = '%1'"_s.arg(id)));
        QTRY_VERIFY2(accept()->isEnabled(), qPrintable(accept()->toolTip()));
        QSignalSpy done(m_flow, &ActionFlow::done);
        accept()->click();
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(one(u"SELECT status FROM llm_providers WHERE id = '%1'"_s.arg(id)), u"disabled"_s);
    }

    void aRowThatIsHeldIsWaitedForUntilItIsStopped()
    {
        const QString id = one(u"SELECT id FROM agents WHERE status IN ('idle', 'active') ORDER BY id"_s);
        start();
        const auto other = howdah::test::PackDemo::open(m_uaip->connInfo());
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other
                    ->query(
                        {u"SELECT FROM public.agents WHERE id::pg_catalog.text OPERATOR(pg_catalog.=) $1 FOR UPDATE"_s,
                         {id.toUtf8()}})
                    .result());
        begin(u"agent"_s, id, u"pause"_s);
        QTRY_VERIFY(accept()->isEnabled());
        accept()->click();
        QVERIFY(m_flow->dialog()->isRunning());
        in<QPushButton>(u"safe"_s)->click();
        QTRY_VERIFY(!m_flow->dialog()->isRunning());
        QVERIFY(label(u"actionProblem"_s)->isVisible());
        QVERIFY(other->query({u"ROLLBACK"_s, {}}).result());
        QVERIFY(one(u"SELECT status FROM agents WHERE id = '%1'"_s.arg(id)) != u"paused"_s);
        // And once nobody holds it.
        QTRY_VERIFY(accept()->isEnabled());
        QSignalSpy done(m_flow, &ActionFlow::done);
        accept()->click();
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(one(u"SELECT status FROM agents WHERE id = '%1'"_s.arg(id)), u"paused"_s);
    }

    void aRowThatIsGoneIsSaid()
    {
        start();
        const entity::BoundEntity *agent = m_window->entities()->named(u"agent"_s);
        m_flow->begin(m_window->entities(), *agent, {{u"id"_s, "00000000-0000-4000-8000-000000000000"}}, u"pause"_s);
        QTRY_VERIFY(label(u"actionEffects"_s) && !m_flow->dialog()->findChildren<QLabel *>().isEmpty());
        const auto isSaid = [this] {
            const auto labels = m_flow->dialog()->findChildren<QLabel *>();
            return std::ranges::any_of(labels, [](const QLabel *one) {
                return one->isVisible() && one->text().contains(u"There is no agent with this key"_s);
            });
        };
        QTRY_VERIFY(isSaid());
        QVERIFY(!accept()->isEnabled());
    }
};

HOWDAH_UI_TEST_MAIN(ActionFlowTest)
#include "tst_actionflow.moc"
