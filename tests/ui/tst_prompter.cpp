// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/prompter.h"
#include "common/questiondialog.h"
#include "common/code/sqlview.h"
#include "common/typednames.h"
#include "support/turnmeter.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

namespace {

QPushButton *buttonOf(const QDialog *dialog, const QString &text)
{
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

const Question rollBack{
    u"Roll back 001?"_s,
    u"This drops <b>agents</b>."_s,
    u"DROP TABLE agents;\n"_s,
    {u"agents: 1,204 rows"_s},
    u"Roll back"_s,
    {},
    Tone::Failed};

} // namespace

class TestPrompter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSafeButtonIsTheDefault()
    {
        QWidget window;
        window.show();
        DialogPrompter prompter;
        int answers = 0;
        bool accepted = true;
        prompter.confirm(&window, rollBack, [&](bool yes) {
            ++answers;
            accepted = yes;
        });
        auto *dialog = window.findChild<QuestionDialog *>();
        QVERIFY(dialog);
        QVERIFY(buttonOf(dialog, u"Cancel"_s)->isDefault());
        QVERIFY(!buttonOf(dialog, u"Roll back"_s)->isDefault());
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_COMPARE(answers, 1);
        QVERIFY(!accepted);
        QTRY_VERIFY(!window.findChild<QuestionDialog *>());
    }

    void theExactSqlAndTheLossesAreShown()
    {
        const QuestionDialog dialog(rollBack);
        QCOMPARE(dialog.findChild<SqlView *>()->sql(), rollBack.sql);
        bool lossShown = false;
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            lossShown = lossShown || label->text().contains(u"1,204 rows"_s);
        }
        QVERIFY(lossShown);
    }

    void productionWantsTheNameTyped()
    {
        Question question = rollBack;
        question.typeToAccept = {u"orders"_s};
        QuestionDialog dialog(question);
        QPushButton *accept = buttonOf(&dialog, u"Roll back"_s);
        auto *field = dialog.findChild<QLineEdit *>();
        QVERIFY(!accept->isEnabled());
        field->setText(u"order"_s);
        QVERIFY(!accept->isEnabled());
        field->setText(u"orders"_s);
        QVERIFY(accept->isEnabled());
        accept->click();
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
    }

    // Each name in a field of its own, by the keyboard alone; nothing but all of them lets it through.
    void severalNamesByKeyboardAlone()
    {
        Question question = rollBack;
        question.typeToAccept = {u"orders"_s, u"Orders"_s, u"a\nb"_s, u"<b>it's</b>"_s};
        QuestionDialog dialog(question);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QPushButton *accept = buttonOf(&dialog, u"Roll back"_s);
        const QList<QLineEdit *> fields = dialog.findChild<TypedNames *>()->fields();
        QCOMPARE(fields.size(), 4);
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        const QStringList typed{u"orders"_s, u"Orders"_s, u"a\\u000ab"_s, u"<b>it's</b>"_s};
        for (int i = 0; i < 4; ++i) {
            for (int tabs = 0; tabs < 20 && dialog.focusWidget() != fields[i]; ++tabs)
                QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
            QVERIFY(fields[i]->hasFocus());
            QVERIFY(fields[i]->accessibleName().contains(typed[i]));
            QVERIFY(!accept->isEnabled());
            QTest::keyClicks(fields[i], typed[i]);
        }
        QVERIFY(accept->isEnabled());
        // A name that differs by its case only, or by a blank, closes it again.
        fields[0]->setText(u"Orders"_s);
        QVERIFY(!accept->isEnabled());
        fields[0]->setText(u"orders "_s);
        QVERIFY(!accept->isEnabled());
        fields[0]->setText(u"orders"_s);
        for (int tabs = 0; tabs < 20 && dialog.focusWidget() != accept; ++tabs)
            QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        QTest::keyClick(accept, Qt::Key_Space);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
    }

    // Enter in a field means the safe button, as everywhere.
    void enterWithAWrongNameRunsNothing()
    {
        Question question = rollBack;
        question.typeToAccept = {u"orders"_s};
        QuestionDialog dialog(question);
        dialog.show();
        QTest::keyClicks(dialog.findChild<QLineEdit *>(), u"order"_s);
        QTest::keyClick(dialog.findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
    }

    void aTextIsJudgedWhileItIsTyped()
    {
        QWidget window;
        window.show();
        TextQuestion question;
        question.title = u"Name"_s;
        question.acceptText = u"Create"_s;
        question.problem = [](const QString &text) { return text.size() < 3 ? u"Too short"_s : QString(); };
        std::optional<QString> given;
        int answers = 0;
        DialogPrompter().askText(&window, question, [&](const std::optional<QString> &text) {
            ++answers;
            given = text;
        });
        auto *dialog = window.findChild<TextDialog *>();
        auto *field = dialog->findChild<QLineEdit *>();
        QVERIFY(!buttonOf(dialog, u"Create"_s)->isEnabled());
        field->setText(u"ab"_s);
        QVERIFY(field->property("problem").toBool());
        field->setText(u"abc"_s);
        QVERIFY(!field->property("problem").toBool());
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(answers, 1);
        QCOMPARE(given, u"abc"_s);
    }

    void nothingIsAnsweredOnceTheParentIsGone()
    {
        int answers = 0;
        {
            QWidget window;
            window.show();
            DialogPrompter().confirm(&window, rollBack, [&](bool) { ++answers; });
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(answers, 0);
    }
};

HOWDAH_UI_TEST_MAIN(TestPrompter)
#include "tst_prompter.moc"
