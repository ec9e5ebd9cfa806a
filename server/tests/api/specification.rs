//! The specification keeps its word: its examples work, and what it promises is what is answered.

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::table::specification;

/// The path of an operation with the examples of its parameters filled in.
fn example_path(path: &str, operation: &Value) -> String {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().unwrap() {
        let Some(example) = parameter.get("example") else { continue };
        let (name, example) = (parameter["name"].as_str().unwrap(), example.as_str().unwrap());
        match parameter["in"].as_str().unwrap() {
            "path" => path = path.replace(&format!("{{{name}}}"), example),
            _ => query.push(format!("{name}={example}")),
        }
    }
    assert!(!path.contains('{'), "{path}: a name in the path has no example");
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

both_engines! {
    async fn its_examples_work_on_the_demo_company(app: App) {
        // Filling takes longer than an idle connection lives.
        app.client = Client::builder().pool_max_idle_per_host(0).build().unwrap();
        let token = app.create_company("demo");
        app.succeed(&["demo", "--customer-id", "demo", "--items", "50", "--postings", "200", "--seed", "1"], "");
        for (template, operations) in specification(&app).await["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let path = example_path(template, operation);
                let id = operation["operationId"].as_str().unwrap();
                let answer = if method == "get" {
                    app.client.get(app.api(&path)).bearer_auth(&token).send().await.unwrap()
                } else {
                    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                    let body = operation.pointer("/requestBody/content/application~1json/example");
                    app.write(&token, method, &path, id, body.unwrap_or(&json!({}))).await.unwrap()
                };
                let status = answer.status().as_u16();
                let text = answer.text().await.unwrap();
                // An order that was cancelled by the example before cannot be shipped by the next.
                assert!(matches!(status, 200 | 201 | 409), "{method} {path}: {status} {text}");
                assert!(operation["responses"].get(status.to_string()).is_some(), "{id} does not promise {status}");
            }
        }
    }

    async fn every_operation_promises_its_refusals(app: App) {
        let document = specification(&app).await;
        let response = |reference: &Value| {
            let at = reference["$ref"].as_str().unwrap().trim_start_matches('#');
            document.pointer(at).unwrap_or_else(|| panic!("{at} is missing")).clone()
        };
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let responses = operation["responses"].as_object().unwrap();
                let mut promised = vec!["400", "401", "403", "429", "500", "503"];
                if path.contains('{') {
                    promised.push("404");
                }
                if method != "get" {
                    promised.extend(["409", "413", "415", "422"]);
                }
                for status in promised {
                    let refusal = response(&responses[status]);
                    let schema = &refusal["content"]["application/problem+json"]["schema"];
                    assert_eq!(schema["$ref"], "#/components/schemas/Problem", "{method} {path} {status}");
                }
                assert!(!responses.contains_key("default"), "{method} {path}");
                assert!(response(&responses["429"])["headers"].get("Retry-After").is_some());
                assert!(response(&responses["401"])["headers"].get("WWW-Authenticate").is_some());
                let has_condition = operation["parameters"].as_array().unwrap().iter().any(|each| each["name"] == "If-Match");
                assert_eq!(has_condition, responses.contains_key("412"), "{method} {path}");
            }
        }
        let item = &document["paths"]["/items/{code}"]["patch"];
        assert!(item["responses"]["200"]["headers"].get("ETag").is_some());
        let holders = document["paths"]["/stock/allocations"]["get"]["parameters"].as_array().unwrap();
        assert_eq!(holders.iter().find(|each| each["name"] == "item").unwrap()["required"], true);
    }
}
