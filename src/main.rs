//! The page's entry; natively a hint on how to build it.

fn main() {
    println!("This is the page. Build and serve it with: make run");
}
